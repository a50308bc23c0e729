/// What an auditor holds of a log: what is trusted, and checkpoints that were kept outside the store.
public struct AnchoredLog: Hashable, Sendable {
    /// Which of the store's logs it is meant to be.
    public let log: AuditLog
    /// Origin and key, as they were configured.
    public let trusted: TrustedLog
    /// The checkpoints, the smallest first. With more of them verification can tell more about what happened.
    public let checkpoints: [SignedCheckpoint]

    /// What an auditor holds.
    ///
    /// - Throws: `AuditError` when a checkpoint is not the log's, as `TrustedLog.checkpoint(decoding:)`.
    public init(_ log: AuditLog, trusted: TrustedLog, notes: [SignedNote]) throws(AuditError) {
        self.log = log
        self.trusted = trusted
        var checkpoints: [SignedCheckpoint] = []
        for note in notes { checkpoints.append(try trusted.checkpoint(note)) }
        self.checkpoints = checkpoints.sorted { $0.checkpoint.size < $1.checkpoint.size }
    }

    /// What an anchor holds of the log.
    public init(_ log: AuditLog, trusted: TrustedLog, in anchor: any AnchorSink) async throws {
        try self.init(log, trusted: trusted, notes: try await anchor.held(origin: trusted.origin))
    }
}
