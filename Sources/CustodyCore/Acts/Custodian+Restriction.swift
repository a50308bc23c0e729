import CustodyAccess
public import CustodyAudit
import CustodyConsent
import CustodyData
public import CustodyModel

extension Custodian {
    /// Lifts a restriction of processing, once the person was told that it will be (GDPR Art. 18(3)). Of people who were
    /// merged it is lifted for each who was restricted, in one commit.
    ///
    /// - Parameter toldAt: when the person was told.
    /// - Returns: the record of it, of several that about whoever was asked for; nil when nothing was restricted.
    /// - Throws: ``CustodianError`` with `denied` unless the policy permits `Action.recordConsent` for every purpose, as a rule that names
    ///   none does: what is restricted is restricted for each; `erased`, `unknownSubject`, `notRecorded`, and `refusedByLaw` when the person has not been
    ///   told yet.
    @discardableResult
    public func liftRestriction(
        of subject: SubjectID, toldAt: Instant, by principal: Principal
    ) async throws -> AuditReceipt? {
        let leave = try await self.leave { try await self.decideOnAllConsent(by: principal, as: .restriction) }
        let token = try await known(subject, for: .restriction, by: principal)
        guard toldAt <= clock.now() else {
            throw try await refusal(
                CustodianError(
                    .refusedByLaw, "the person has to be told before a restriction is lifted (GDPR Art. 18(3))"),
                .restriction, principal: principal, subject: token)
        }
        return try await retrying {
            let (count, merge) = (self.mergeCount, try await self.merged(token))
            let restricted = try await self.standings(of: [token] + merge.others).filter(\.restricted).map(\.subject)
            guard !restricted.isEmpty else { return AuditReceipt?.none }
            var unit = UnitOfWork()
            let role = try await self.role(by: leave, in: &unit)
            self.requireMerges(unchangedSince: count, in: &unit)
            let now = self.clock.now()
            let actor = try await self.actor(principal, in: &unit)
            let events = restricted.map { token in
                ConsentEvent(.restrictionLifted, by: token, for: nil, recordedAt: now, actor: PrincipalToken(actor.handle))
            }
            return try await self.commit(eachOf: events, as: .restriction, in: role, permit: true, by: actor, &unit)
        }
    }
}
