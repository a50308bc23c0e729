public import CustodyAudit
import CustodyKeys
import CustodyModel
import Synchronization

/// What a verification found.
public struct VerificationReport: Sendable, Codable {
    /// The audit log.
    public var audit: AuditReport
    /// How many keys are live, and how many were destroyed.
    public var keys: KeyCount
    /// Checkpoints that could not be written since the store was opened, in words; nil when all could.
    public var checkpointFailure: String?

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

extension Custodian {
    /// Checks the audit log: every leaf, every commitment, the tree, and the signed checkpoints against it.
    public func verify() async throws -> VerificationReport {
        let counts = try await backends.keys.counts()
        return VerificationReport(
            audit: try await backends.audit.verify(opening: [systemIdentity]),
            keys: VerificationReport.KeyCount(live: counts.live, destroyed: counts.destroyed),
            checkpointFailure: checkpointFailure.withLock { $0 })
    }
}
