import CustodyModel

/// That a reference occurs at an entry of a run, in one word: the first 40 bits of the reference, then the entry's offset in
/// the run.
///
/// Two references may begin alike: whoever finds a posting compares the entry's own references. In a run of a quarter of a
/// million entries that happens once in some million look-ups.
struct AuditPosting: Hashable, Sendable, Comparable {
    static let offsetBits: UInt64 = 24
    private static let offsetMask: UInt64 = 1 << offsetBits - 1
    /// How many bits of a reference are told apart.
    static let prefixBits = 40

    var word: UInt64

    init(word: UInt64) { self.word = word }

    init(_ prefix: UInt64, at offset: UInt32) { word = prefix << Self.offsetBits | UInt64(offset) }

    /// The first bits of a reference, at the low end of a word.
    static func prefix(of reference: Handle) -> UInt64 { reference.words.high >> (64 - UInt64(prefixBits)) }

    var prefix: UInt64 { word >> Self.offsetBits }
    var offset: UInt32 { UInt32(truncatingIfNeeded: word & Self.offsetMask) }

    static func < (left: AuditPosting, right: AuditPosting) -> Bool { left.word < right.word }
}

extension AuditPosting: FlatElement {
    static var wordCount: Int { 1 }

    static func words(of chunk: [AuditPosting]) -> [UInt64] { chunk.map(\.word) }

    static func chunk(of words: [UInt64]) -> [AuditPosting]? {
        var chunk: [AuditPosting] = []
        chunk.reserveCapacity(words.count)
        for word in words {
            if let last = chunk.last, word <= last.word { return nil }
            chunk.append(AuditPosting(word: word))
        }
        return chunk
    }
}
