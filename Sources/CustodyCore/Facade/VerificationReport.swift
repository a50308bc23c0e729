public import CustodyAudit
public import CustodyModel

/// What a verification found.
public struct VerificationReport: Sendable, Codable {
    /// The audit log.
    public var audit: AuditReport
    /// How many keys are live, and how many were destroyed.
    public var keys: KeyCount
    /// Checkpoints that could not be written since the store was opened, in words; nil when all could.
    public var checkpointFailure: String?

    /// When the store was put back from a backup with nothing to tell who had been erased since; nil when it never was.
    public var unanchoredRestore: Instant?

    /// How many keys there are.
    public struct KeyCount: Hashable, Sendable, Codable {
        /// Usable.
        public var live: Int
        /// Gone.
        public var destroyed: Int
    }

    /// Whether nothing is wrong.
    public var isIntact: Bool { audit.isIntact }
}
