public import CustodyModel

/// That an entry stands in a log, in one text that is checked without the log (C2SP tlog-proof, file extension `.tlog-proof`).
///
/// A receipt of this library carries the leaf itself in the line for further data. The line is not authenticated by itself;
/// ``verifiedLeaf(in:)`` hashes it and holds it against the proof.
public struct LogProof: Hashable, Sendable {
    /// Further data; in a receipt of this library the leaf to the byte.
    public var extra: Bytes?
    /// The entry's place.
    public var index: UInt64
    /// The hashes from the leaf up to the root.
    public var path: [Bytes]
    /// The checkpoint that the path leads to.
    public var note: SignedNote

    private static let header = "c2sp.org/tlog-proof@v1"
    private static let longestPath = 64

    /// A proof from its parts.
    public init(extra: Bytes?, index: UInt64, path: [Bytes], note: SignedNote) {
        self.extra = extra
        self.index = index
        self.path = path
        self.note = note
    }

    /// Reads the text of a proof. What it accepts is what ``bytes`` writes, to the byte.
    ///
    /// - Throws: ``AuditError`` `.malformed`.
    public init(decoding bytes: [UInt8]) throws(AuditError) {
        var lines = try HeadedNote(decoding: bytes, "a receipt (tlog-proof)")
        guard lines.next()?.utf8.elementsEqual(Self.header.utf8) ?? false else {
            throw lines.failure("the first line is not '\(Self.header)'")
        }
        if let text = lines.next(after: "extra ") {
            guard let extra = Base64.decode(text) else { throw lines.failure("the further data is no base64") }
            self.extra = Bytes(extra)
        }
        guard let number = lines.next(after: "index "), let index = HeadedNote.number(number) else {
            throw lines.failure("the index is missing")
        }
        self.index = index
        path = try lines.hashes(atMost: Self.longestPath)
        note = lines.note
    }

    /// The text of the proof.
    public var bytes: [UInt8] {
        var lines = [Self.header]
        if let extra { lines.append("extra \(Base64.encode(extra.array))") }
        lines.append("index \(index)")
        return HeadedNote.bytes(lines, path, note)
    }

    /// The leaf that a receipt carries, not held against anything; nil when there is no further data.
    ///
    /// - Throws: ``AuditError`` `.malformed` when the further data is no leaf.
    func leaf() throws(AuditError) -> AuditLeaf? {
        guard let extra else { return nil }
        return try AuditLeaf(decoding: extra.array)
    }

    func requireIncluded(leafHash: Bytes, in checkpoint: Checkpoint) throws(AuditError) {
        guard
            InclusionProof(index: index, size: checkpoint.size, path: path)
                .verifies(leafHash: leafHash, root: checkpoint.root)
        else { throw AuditError(.inconsistent, "the path does not lead from the leaf to the signed root") }
    }

    /// The checkpoint, once it is shown to be the log's and to hold the leaf at the index.
    ///
    /// - Throws: ``AuditError`` as ``TrustedLog/checkpoint(decoding:)``, and `.inconsistent` when the path does not lead from
    ///   the leaf to the root.
    public func verify(leafHash: Bytes, in log: TrustedLog) throws(AuditError) -> SignedCheckpoint {
        let signed = try log.checkpoint(note)
        try requireIncluded(leafHash: leafHash, in: signed.checkpoint)
        return signed
    }

    /// The leaf that a receipt carries, once it is shown to stand in the log.
    ///
    /// - Throws: as ``verify(leafHash:in:)``, and `.malformed` when the receipt carries no leaf.
    public func verifiedLeaf(in log: TrustedLog) throws(AuditError) -> AuditLeaf {
        guard let extra else { throw AuditError(.malformed, "the proof carries no leaf; give the leaf's hash") }
        _ = try verify(leafHash: Bytes(MerkleTree.leafHash(extra.array)), in: log)
        return try AuditLeaf(decoding: extra.array)
    }
}
