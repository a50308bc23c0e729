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

    /// The view could not be made from what may be given. What the decoder or the view says about it may hold the value, so
    /// that only the field's name is passed on.
    func abort(
        _ opened: Disclosure<FieldValues>, _ error: any Error, to principal: Principal, for purpose: Purpose,
        about subject: SubjectID
    ) async throws -> CustodianError {
        let failure: CustodianError
        switch error {
        case DecodingError.keyNotFound(let key, let context) where context.codingPath.isEmpty:
            let name = FieldName(key.stringValue)
            if let reason = opened.withheld[name] {
                failure = CustodianError(
                    .denied, "the view needs field '\(name)', which is withheld: \(reason)",
                    reasons: opened.withheld.sorted { $0.key < $1.key }.map { "field '\($0.key)' is withheld: \($0.value)" })
            } else {
                failure = CustodianError(
                    .absentField, "the view needs field '\(name)', and nothing is stored; make it optional")
            }
        case DecodingError.keyNotFound(_, let context), DecodingError.typeMismatch(_, let context),
            DecodingError.valueNotFound(_, let context), DecodingError.dataCorrupted(let context):
            let field = context.codingPath.first.map { "field '\($0.stringValue)'" } ?? "what is stored"
            failure = CustodianError(.invalidInput, "\(field) does not fit the view; compare its type with what was stored")
        default: failure = CustodianError(.invalidInput, "the view refused what is stored; see its init(from:)")
        }
        let token: SubjectToken? = if case .known(let token) = try await resolve(subject) { token } else { nil }
        return try await abort(opened.receipt, failure, to: principal, for: purpose, token: token)
    }
}
