public import CustodyModel

/// A checkpoint whose signature was made or checked here.
public struct SignedCheckpoint: Hashable, Sendable {
    /// The state that is signed.
    public let checkpoint: Checkpoint
    /// The note that others can check.
    public let note: SignedNote

    /// Signs a state.
    public init(signing checkpoint: Checkpoint, by signer: NoteSigner) throws(AuditError) {
        self.checkpoint = checkpoint
        note = try signer.sign(checkpoint.text)
    }

    /// Reads a checkpoint of the log with that origin and checks that the key signed it.
    public init(decoding bytes: [UInt8], origin: String, verifier: NoteVerifier) throws(AuditError) {
        note = try SignedNote(decoding: bytes)
        try note.verify(by: [verifier])
        checkpoint = try Checkpoint(note.text)
        guard checkpoint.origin.utf8.elementsEqual(origin.utf8) else {
            throw AuditError(.malformed, "the checkpoint is of the log '\(checkpoint.origin)', not of '\(origin)'")
        }
    }

    /// The note as a file.
    public var bytes: Bytes { Bytes(note.bytes) }
}
