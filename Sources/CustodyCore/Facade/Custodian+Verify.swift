import CustodyAudit
import CustodyKeys
import CustodyModel
import Synchronization

extension Custodian {
    /// Checks the audit log: every leaf, every commitment, the tree, and the signed checkpoints against it.
    public func verify() async throws -> VerificationReport {
        try await facing {
            let counts = try await backends.keys.counts()
            return VerificationReport(
                audit: try await backends.audit.verify(opening: [systemIdentity]),
                keys: VerificationReport.KeyCount(live: counts.live, destroyed: counts.destroyed),
                checkpointFailure: checkpointFailure.withLock { $0 },
                unanchoredRestore: try await unanchoredRestore())
        }
    }
}
