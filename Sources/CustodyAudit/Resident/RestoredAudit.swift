import CustodyModel
package import CustodyProof

/// A log that a database keeps, brought into the form that the log in memory has, so that it is verified by the same code.
///
/// Give the entries of each log in their order, pruned ones too.
package struct RestoredAudit: Sendable {
    private var state: AuditState

    /// - Parameters:
    ///   - origin: as of `InMemoryAuditSink`.
    ///   - removed: the first entry of each log that was not removed.
    package init(origin: String, removed: [AuditLog: UInt64]) {
        state = AuditState(origin: origin)
        for (log, first) in removed { state.removed(below: first, of: log) }
    }

    /// Adds the next entry of a log.
    ///
    /// - Parameters:
    ///   - hash: as the tree holds it.
    ///   - leaf: nil when it is not there.
    ///   - parts: what it says about persons, or what is left of it.
    package mutating func append(_ hash: MerkleHash, _ leaf: [UInt8]?, _ parts: AuditParts?, to log: AuditLog) throws {
        try state.restore(hash, leaf, parts, to: log)
    }

    /// Checks everything that can be checked.
    ///
    /// - Parameters:
    ///   - signed: how much a checkpoint of each log covers, or what is wrong with the checkpoint.
    ///   - keys: what signed and signs each log.
    package consuming func report(
        opening identities: [AuditIdentity], signed: [AuditLog: Result<UInt64?, AuditError>], keys: [AuditLog: [NoteVerifier]]
    ) async throws -> AuditReport {
        var verification = AuditVerification(state, opening: identities)
        for log in AuditLog.allCases {
            try await verification.check(log, signed: signed[log] ?? .success(nil), keys: keys[log] ?? [])
        }
        return verification.report()
    }
}
