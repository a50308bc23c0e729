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

    /// The view could not be made from what may be given.
    func abort(
        _ opened: Disclosure<FieldValues>, _ error: DecodingError, to principal: Principal, for purpose: Purpose,
        about subject: SubjectID
    ) async throws -> CustodianError {
        let failure: CustodianError
        switch error {
        case .keyNotFound(let key, let context) where context.codingPath.isEmpty:
            let name = FieldName(key.stringValue)
            if let reason = opened.withheld[name] {
                failure = CustodianError(
                    .denied, "the view needs field '\(name)', which is withheld: \(reason)",
                    reasons: opened.withheld.sorted { $0.key < $1.key }.map { "field '\($0.key)' is withheld: \($0.value)" })
            } else {
                failure = CustodianError(
                    .absentField, "the view needs field '\(name)', and nothing is stored; make it optional")
            }
        case .keyNotFound(let key, _):
            failure = CustodianError(
                .invalidInput, "the stored value lacks '\(key.stringValue)'; the type differs from what was stored")
        case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
            let path = context.codingPath.map(\.stringValue).joined(separator: ".")
            failure = CustodianError(.invalidInput, "field '\(path)' does not fit the view: \(context.debugDescription)")
        @unknown default: failure = CustodianError(.invalidInput, "what is stored does not fit the view")
        }
        let token: SubjectToken? = if case .known(let token) = try await resolve(subject) { token } else { nil }
        return try await abort(opened.receipt, failure, to: principal, for: purpose, token: token)
    }
}
