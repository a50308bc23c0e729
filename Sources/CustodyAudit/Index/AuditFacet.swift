import CustodyModel
import CustodyProof

/// What an entry is filtered by and what takes few values: action, decision and purpose, as the leaf has them.
struct AuditFacet: Hashable, Sendable {
    static let byteCount = 7

    var action: UInt16
    var decision: UInt8
    var purpose: UInt32

    /// Of a leaf, whose fields stand at fixed places.
    init(leaf: [UInt8]) {
        self.init(leaf[2..<5] + leaf[30..<34])
    }

    /// From the seven bytes.
    init(_ bytes: some Collection<UInt8>) {
        let bytes = Array(bytes)
        action = bytes[..<2].reduce(0) { $0 << 8 | UInt16($1) }
        decision = bytes[2]
        purpose = bytes[3..<7].reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// The seven bytes.
    var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(bigEndian: action)
        bytes.append(decision)
        bytes.append(bigEndian: purpose)
        return bytes
    }
}

/// The facets that occurred, numbered as they came.
struct AuditFacets: Sendable {
    /// Stands for all that came when no number was left: whoever looks for one of them reads the leaf.
    static let unnumbered = UInt16.max

    private(set) var list: [AuditFacet] = []
    private var numbers: [AuditFacet: UInt16] = [:]

    /// Whether no number is left.
    var isFull: Bool { list.count == Int(Self.unnumbered) }

    /// The number of a facet, given to it when it has none.
    mutating func number(_ facet: AuditFacet) -> UInt16 {
        if let known = numbers[facet] { return known }
        guard !isFull else { return Self.unnumbered }
        let number = UInt16(list.count)
        list.append(facet)
        numbers[facet] = number
        return number
    }

    init() {}

    /// As ``bytes`` gives them; nil when they cannot be facets.
    init?(_ bytes: [UInt8]) {
        guard bytes.count.isMultiple(of: AuditFacet.byteCount) else { return nil }
        for place in stride(from: 0, to: bytes.count, by: AuditFacet.byteCount) {
            _ = number(AuditFacet(bytes[place..<place + AuditFacet.byteCount]))
        }
        guard list.count * AuditFacet.byteCount == bytes.count else { return nil }
    }

    var bytes: [UInt8] { list.flatMap(\.bytes) }
}
