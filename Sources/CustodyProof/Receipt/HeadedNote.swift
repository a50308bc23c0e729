import CustodyModel

/// Lines, hashes in base64, an empty line, and a signed note: the shape that receipts and updates share.
struct HeadedNote {
    private let what: String
    private var lines: ArraySlice<Substring>
    let note: SignedNote

    init(decoding bytes: [UInt8], _ what: String) throws(AuditError) {
        self.what = what
        let end = bytes.indices.dropLast().first { bytes[$0] == 0x0a && bytes[$0 + 1] == 0x0a }
        guard let end, let head = String(validating: bytes[..<end], as: UTF8.self) else {
            throw AuditError(.malformed, "the bytes are not \(what): lines, an empty line, a signed note")
        }
        lines = head.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map { Substring($0) }[...]
        note = try SignedNote(decoding: Array(bytes[(end + 2)...]))
    }

    func failure(_ message: String) -> AuditError { AuditError(.malformed, "the bytes are not \(what): \(message)") }

    /// The next line.
    mutating func next() -> Substring? { lines.popFirst() }

    /// What follows the word in the next line; nil, and nothing is taken, when the line begins otherwise.
    mutating func next(after word: String) -> Substring? {
        guard let line = lines.first, line.utf8.starts(with: word.utf8) else { return nil }
        lines = lines.dropFirst()
        return Substring(line.unicodeScalars.dropFirst(word.unicodeScalars.count))
    }

    /// The hashes that are left.
    mutating func hashes(atMost limit: Int) throws(AuditError) -> [Bytes] {
        guard lines.count <= limit else { throw failure("there are more than \(limit) hashes") }
        var hashes: [Bytes] = []
        while let line = next() {
            guard let hash = Base64.decode(line), hash.count == MerkleTree.hashLength else {
                throw failure("a line is no hash of \(MerkleTree.hashLength) bytes in base64")
            }
            hashes.append(Bytes(hash))
        }
        return hashes
    }

    /// A decimal number in its one spelling.
    static func number(_ text: Substring) -> UInt64? {
        guard let number = UInt64(text), String(number).utf8.elementsEqual(text.utf8) else { return nil }
        return number
    }

    static func bytes(_ head: [String], _ hashes: [Bytes], _ note: SignedNote) -> [UInt8] {
        let lines = head + hashes.map { Base64.encode($0.array) }
        return Array(lines.map { $0 + "\n" }.joined().utf8) + [0x0a] + note.bytes
    }
}
