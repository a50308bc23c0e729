/// Where checkpoints are kept out of reach of who can write to the store: another volume, another machine, a witness.
///
/// What stands in the store can be put back to an earlier state by whoever has its disk, signatures and all; only a checkpoint that
/// stands elsewhere shows it. Rules for an implementation:
/// - It holds every checkpoint that was published, in the order of sizes: more of them tell more about what happened.
/// - It takes a checkpoint only if that continues the newest one that it holds (`CheckpointUpdate.checkpoint(continuing:)`), and
///   keeps it durably before it answers. What it holds already is durable too, before ``held(origin:)`` answers with it.
/// - Its answer to what it holds is looked at with the keys that the auditor configured. It need not be trusted to keep
///   secrets, only not to lose or exchange what it was given.
/// - The newest checkpoint once more continues itself, and changes nothing.
///
/// Run `AnchorSinkContract.promises` of CustodyTesting against it.
public protocol AnchorSink: Sendable {
    /// What it holds of the log with that origin, the smallest first.
    func held(origin: String) async throws -> [SignedNote]

    /// Keeps a checkpoint.
    ///
    /// - Returns: signature lines of witnesses to add to the checkpoint, if the anchor gives any.
    /// - Throws: `AuditError` `.inconsistent` when the checkpoint does not continue the newest one, `.malformed` when it is none.
    func publish(_ update: CheckpointUpdate) async throws -> [NoteSignature]
}
