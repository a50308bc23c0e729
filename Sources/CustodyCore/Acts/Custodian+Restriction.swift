import CustodyAccess
public import CustodyAudit
import CustodyConsent
import CustodyData
public import CustodyModel

extension Custodian {
    /// Lifts a restriction of processing, once the person was told that it will be (GDPR Art. 18(3)).
    ///
    /// - Parameter toldAt: when the person was told.
    /// - Returns: the record of it; nil when nothing was restricted.
    /// - Throws: ``CustodianError`` with `denied`, `erased`, `unknownSubject`, `notRecorded`, and `refusedByLaw` when the person has not been
    ///   told yet.
    @discardableResult
    public func liftRestriction(
        of subject: SubjectID, toldAt: Instant, by principal: Principal
    ) async throws -> AuditReceipt? {
        let role = try await decide(.recordConsent, by: principal, as: .restriction, at: clock.now()).role
        let token = try await known(subject)
        guard toldAt <= clock.now() else {
            throw try await refusal(
                CustodianError(
                    .refusedByLaw, "the person has to be told before a restriction is lifted (GDPR Art. 18(3))"), .consent,
                .restriction, principal: principal, subject: token)
        }
        return try await retrying {
            guard try await self.backends.consent.standing(of: token).restricted else { return AuditReceipt?.none }
            var unit = UnitOfWork()
            let named = try await self.established(subject, in: &unit)
            let actor = try await self.actor(principal, in: &unit)
            return try await self.commit(
                [
                    ConsentEvent(
                        .restrictionLifted, by: named.token, for: nil, recordedAt: self.clock.now(),
                        actor: PrincipalToken(actor.handle))
                ], as: .restriction, for: nil, in: role, permit: true, by: actor, about: named, &unit)
        }
    }
}
