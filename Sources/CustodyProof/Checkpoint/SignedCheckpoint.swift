public import CustodyModel

/// A checkpoint whose signature was made or checked here.
public struct SignedCheckpoint: Hashable, Sendable {
    /// The state that is signed.
    public let checkpoint: Checkpoint
    /// The note that others can check.
    public let note: SignedNote

    init(_ checkpoint: Checkpoint, _ note: SignedNote) { (self.checkpoint, self.note) = (checkpoint, note) }

    /// Signs a state.
    public init(signing checkpoint: Checkpoint, by signer: NoteSigner) throws(AuditError) {
        try self.init(signing: checkpoint, by: [signer])
    }

    /// Signs a state with several keys, as when one takes the place of another.
    ///
    /// - Throws: ``AuditError`` `.unsigned` when there is no key.
    public init(signing checkpoint: Checkpoint, by signers: [NoteSigner]) throws(AuditError) {
        guard !signers.isEmpty else { throw AuditError(.unsigned, "a checkpoint is signed by one key at least") }
        let text = checkpoint.text
        var signatures: [NoteSignature] = []
        for signer in signers { signatures.append(try signer.signature(over: text)) }
        self.init(checkpoint, try SignedNote(text: text, signatures: signatures))
    }

    /// Reads a checkpoint of the log with that origin and checks that the key signed it.
    public init(decoding bytes: [UInt8], origin: String, verifier: NoteVerifier) throws(AuditError) {
        self = try TrustedLog(origin: origin, verifier: verifier).checkpoint(decoding: bytes)
    }

    /// The note as a file.
    public var bytes: Bytes { Bytes(note.bytes) }
}
