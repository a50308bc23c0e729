import CustodyModel

/// What an auditor knows of a log beforehand: its origin and the key that signs it.
///
/// Both are configured out of band, never read from beside the log. When the log gets another key, a receipt of the change
/// teaches it: ``learn(from:)``.
public struct TrustedLog: Hashable, Sendable {
    /// What the log is called.
    public let origin: String
    private var keys: [Key]

    /// A key and up to which size it may sign; nil for the newest.
    private struct Key: Hashable, Sendable {
        var verifier: NoteVerifier
        var lastSize: UInt64?
    }

    /// A log by its origin and key.
    public init(origin: String, verifier: NoteVerifier) {
        self.origin = origin
        keys = [Key(verifier: verifier)]
    }

    /// A log whose key is named as the log is, which is what this library's logs do.
    public init(_ verifier: NoteVerifier) { self.init(origin: verifier.name, verifier: verifier) }

    /// A log whose first key was replaced at the leaves that `rotations` names.
    package init?(origin: String, keys: [NoteVerifier], rotations: [UInt64]) {
        guard keys.count == rotations.count + 1 else { return nil }
        self.origin = origin
        self.keys = keys.enumerated().map { Key(verifier: $1, lastSize: $0 < rotations.count ? rotations[$0] : nil) }
    }

    /// The key that signs the log now, as far as is known here.
    public var newest: NoteVerifier { keys[keys.count - 1].verifier }

    /// Reads a checkpoint of the log and checks that it is signed by the key that signs logs of its size.
    ///
    /// - Throws: ``AuditError``: `.malformed`, `.otherOrigin`, `.unsigned`, `.tampered`, or `.foreignKey` when a key signed
    ///   that was replaced before.
    public func checkpoint(decoding bytes: [UInt8]) throws(AuditError) -> SignedCheckpoint {
        try checkpoint(SignedNote(decoding: bytes))
    }

    /// Checks that a note is a checkpoint of the log, signed by the key that signs logs of its size.
    ///
    /// - Throws: as ``checkpoint(decoding:)``.
    public func checkpoint(_ note: SignedNote) throws(AuditError) -> SignedCheckpoint {
        let checkpoint = try named(note)
        let signers = try note.signers(among: keys.map(\.verifier))
        let due = keys.first { key in key.lastSize.map { checkpoint.size <= $0 } ?? true }
        guard let due, signers.contains(due.verifier) else {
            throw AuditError(.foreignKey, "a checkpoint of size \(checkpoint.size) is to be signed by another key of the log")
        }
        return SignedCheckpoint(checkpoint, note)
    }

    private func named(_ note: SignedNote) throws(AuditError) -> Checkpoint {
        let checkpoint = try Checkpoint(note.text)
        guard checkpoint.origin.utf8.elementsEqual(origin.utf8) else {
            throw AuditError(.otherOrigin, "the checkpoint is of the log '\(checkpoint.origin)', not of '\(origin)'")
        }
        return checkpoint
    }

    /// Learns the log's next key from the receipt of the leaf that names it.
    ///
    /// The leaf must name the newest key known here as the old one, must stand in the log, and the receipt's checkpoint must be
    /// signed by both keys. From then on the old key counts only for sizes that do not hold the leaf.
    ///
    /// - Throws: ``AuditError``: `.malformed` when it is no such receipt, `.otherOrigin`, `.foreignKey` when it does not lead on
    ///   from the newest key, `.unsigned`, `.tampered` or `.inconsistent`. What is trusted is then unchanged.
    public mutating func learn(from receipt: LogProof) throws(AuditError) {
        guard let leaf = try receipt.leaf(), case .rotation(let rotation) = leaf.control, rotation.isWellFormed else {
            throw AuditError(.malformed, "the receipt is not of a leaf by which the log got another key")
        }
        guard rotation.old.utf8.elementsEqual(newest.description.utf8) else {
            throw AuditError(.foreignKey, "the receipt leads on from another key than the newest known, \(newest)")
        }
        let checkpoint = try named(receipt.note)
        let next = try NoteVerifier(rotation.new)
        guard try receipt.note.signers(among: [newest, next]) == [newest, next] else {
            throw AuditError(.foreignKey, "the change of keys is signed by one of them only")
        }
        try receipt.requireIncluded(leafHash: leaf.hash, in: checkpoint)
        keys[keys.count - 1].lastSize = receipt.index
        keys.append(Key(verifier: next))
    }
}
