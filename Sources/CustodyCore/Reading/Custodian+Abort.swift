import CustodyAudit
import CustodyModel

extension Custodian {
    /// A permit was recorded and its disclosure did not happen: the log says so, and the caller gets the reason.
    func abort(
        _ receipt: AuditReceipt, _ failure: CustodianError, to principal: Principal, for purpose: Purpose, token: SubjectToken?
    ) async throws -> CustodianError {
        var failure = failure
        failure.receipt = try await retrying {
            var unit = UnitOfWork()
            let actor = try await self.actor(principal, in: &unit)
            let subjects: [AuditPerson] = if let token { try await self.subjects(token) } else { [] }
            let staged = try self.backends.audit.stage(
                AuditEvent(
                    class: .access, action: .disclosureAborted, decision: .error, batch: receipt.commit, time: self.clock.now(),
                    purpose: purpose, actor: actor, subjects: subjects,
                    system: self.systemPerson(.map(["code": .text(failure.code.rawValue)]))), in: &unit)
            return try await self.commit(unit)[staged]
        }
        return failure
    }
}
