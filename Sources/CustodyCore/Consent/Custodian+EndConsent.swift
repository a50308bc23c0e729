import CustodyAccess
public import CustodyAudit
import CustodyConsent
public import CustodyModel

extension Custodian {
    /// Ends a consent that the person did not withdraw: because the controller or an authority does so (`revoked`), or because the
    /// reason for it is gone (`expired`).
    ///
    /// - Throws: ``CustodianError`` with `denied`, `unknownPurpose`, `unknownSubject`, `erased`, `invalidInput`.
    @discardableResult
    public func endConsent(
        of subject: SubjectID, for purpose: Purpose, as end: ConsentEnd, by principal: Principal
    ) async throws -> AuditReceipt? {
        try requireCovered(purpose)
        return try await retrying {
            let now = self.clock.now()
            var unit = UnitOfWork()
            let decision = try await self.decideOnConsent(purpose, .consentEnded, by: principal, at: now, in: &unit)
            let token = try await self.known(subject, for: .consentEnded, purpose, by: principal)
            let named = try await self.established(token, in: &unit)
            let actor = try await self.actor(principal, in: &unit)
            return try await self.commit(
                [
                    ConsentEvent(
                        end == .revoked ? .revoked : .expired, by: named.token, for: purpose, recordedAt: now,
                        actor: PrincipalToken(actor.handle))
                ], as: .consentEnded, for: purpose, in: decision.role, permit: true, by: actor, about: named, &unit)
        }
    }

    /// Takes a consent back that was never valid, such as one to a box that was ticked before. Nothing that was known is rewritten:
    /// from now on it is no consent from its first day, and what relied on it meanwhile is listed.
    ///
    /// The consent has to be to the purpose or to a part of it: one to a wider purpose covers more, and is taken back by its own
    /// name. Of people who were merged it is the one person's, by whichever identifier it was given.
    ///
    /// One that was taken back already is answered again, with what relied on it: so a call that failed behind its commit is made once more.
    /// - Parameters:
    ///   - number: which of the person's events; the consent that decides now when nil. Of people who were merged each has numbers
    ///     of their own: first it is looked for among those of whoever is asked for.
    ///   - principal: who does it; the policy must permit `Action.recordConsent` for the purpose, and for the part that the
    ///     consent is to.
    /// - Throws: ``CustodianError`` with `denied`, `unknownPurpose`, `unknownSubject`, `erased`; `invalidInput` when there is no such
    ///   consent; `notRecorded`, also when it is taken back and what relied on it could not be looked up: call again; and `denied` also
    ///   when the principal lost the right to look it up once it was taken back.
    public func invalidateConsent(
        of subject: SubjectID, for purpose: Purpose, number: Int? = nil, by principal: Principal
    ) async throws -> ConsentInvalidation {
        try requireCovered(purpose)
        let (receipt, entry, token) = try await retrying { () async throws -> (AuditReceipt?, ConsentEntry, SubjectToken) in
            let now = self.clock.now()
            var unit = UnitOfWork()
            // First for what they name, so that the answer tells nothing to who may not even ask.
            var decision = try await self.decideOnConsent(purpose, .consentInvalidated, by: principal, at: now, in: &unit)
            let token = try await self.known(subject, for: .consentInvalidated, purpose, by: principal)
            let people = try await self.timelines(of: token)
            let meant = people.entry(number, on: purpose) { entry in
                entry.event.kind.givesConsent && entry.event.purpose?.isWithin(purpose) == true
            }
            guard let entry = meant, let named = entry.event.purpose else {
                throw CustodianError(
                    .invalidInput,
                    "there is no consent to '\(purpose)' or a part of it that could be taken back; one to a wider purpose is "
                        + "taken back by the name of that one",
                    reasons: [ConsentError.Code.targetInvalid.rawValue])
            }
            if named != purpose {
                decision = try await self.decideOnConsent(named, .consentInvalidated, by: principal, at: now, in: &unit)
            }
            if let annulment = people.annulment(of: entry) {
                return (try await self.receipt(of: annulment), entry, token)
            }
            self.requireMerges(unchangedSince: people.merges, in: &unit)
            let person = try await self.established(entry.event.subject, in: &unit)
            let actor = try await self.actor(principal, in: &unit)
            var details = ConsentDetails()
            details.invalidates = entry.number
            let receipt = try await self.commit(
                [
                    ConsentEvent(
                        .invalidated, by: person.token, for: named, recordedAt: now, actor: PrincipalToken(actor.handle),
                        details: details)
                ], as: .consentInvalidated, for: named, in: decision.role, permit: true, by: actor, about: person, &unit)
            return (receipt, entry, token)
        }
        let asked = [purpose] + [entry.event.purpose].compactMap(\.self).filter { $0 != purpose }
        let leave = try await self.leave { try await self.decideOnConsent(toEach: asked, .read, by: principal) }
        let disclosures = try await disclosures(
            relyingOn: entry, of: token, for: ReadingPermit(reader: principal, leave: leave))
        return ConsentInvalidation(invalidated: entry, receipt: receipt, disclosures: disclosures)
    }

    /// What was disclosed about a person, in the house or to others, for the purpose of a consent since it was recorded: what may
    /// have relied on it. That it was looked up is recorded first, for whoever took the consent back.
    private func disclosures(
        relyingOn entry: ConsentEntry, of subject: SubjectToken, for permit: ReadingPermit
    ) async throws -> [LogLine] {
        guard let purpose = entry.event.purpose else { return [] }
        _ = try await recordReading(
            .access, .read, permit, about: subject, ["form": .text("disclosures that relied on a consent")])
        let covered = Set(governance.purposes.map(\.purpose).filter { $0.isWithin(purpose) })
        let known = try await facing { try await backends.audit.vocabulary().names(.purpose) }.values
        let registered = covered.filter { known.contains($0.rawValue) }
        guard !registered.isEmpty else { return [] }
        let from = entry.recordedAt
        let filter = LogFilter(
            since: entry.sequence, time: from..<max(from, clock.now()).adding(milliseconds: 1),
            actions: [.read, .share], purposes: registered, decisions: [.permit])
        let query = try await query(filter, about: QueriedPeople(subject: subject))
        return try await facing {
            let vocabulary = try await self.backends.audit.vocabulary()
            var lines: [LogLine] = []
            for try await found in AuditEntries(of: self.backends.audit, matching: query) {
                lines.append(try LogLine(found, vocabulary))
            }
            return lines
        }
    }

    /// Lifts an objection after it was weighed against the controller's grounds (GDPR Art. 21(1)): until then it pauses the processing.
    /// Against direct marketing nothing is weighed, nor against a signal, in the purpose or in a part of it: only the person can
    /// take them back, with ``takeBackObjection(of:to:)``. Of people who were merged it is lifted for each who objected, in one
    /// commit, or for none.
    ///
    /// - Parameter grounds: the compelling grounds that prevail, or the legal claims; the log keeps them, sealed for the person. Nil when
    ///   the host keeps them.
    /// - Throws: ``CustodianError`` with `denied`, `unknownSubject`, `erased`, `refusedByLaw` for direct marketing or a signal,
    ///   `invalidInput` for grounds that say nothing.
    @discardableResult
    public func liftObjection(
        of subject: SubjectID, to purpose: Purpose, because grounds: String? = nil, by principal: Principal
    ) async throws -> AuditReceipt? {
        try requireCovered(purpose)
        guard grounds?.isSaid ?? true else {
            throw CustodianError(.invalidInput, "say which grounds prevail over the person's")
        }
        do {
            return try await retrying {
                let now = self.clock.now()
                var unit = UnitOfWork()
                let decision = try await self.decideOnConsent(purpose, .objectionLifted, by: principal, at: now, in: &unit)
                let token = try await self.known(subject, for: .objectionLifted, purpose, by: principal)
                let (count, objecting) = try await self.objecting(token, to: purpose)
                self.requireMerges(unchangedSince: count, in: &unit)
                let actor = try await self.actor(principal, in: &unit)
                return try await self.commit(
                    eachOf: objecting.map {
                        ConsentEvent(
                            .objectionLifted, by: $0, for: purpose, recordedAt: now, actor: PrincipalToken(actor.handle))
                    }, as: .objectionLifted, in: decision.role, permit: true, by: actor,
                    saying: grounds.map { ["grounds": .text($0)] } ?? [:], &unit)
            }
        } catch let error as CustodianError
            where error.reasons.contains(ConsentError.Code.objectionAbsolute.rawValue)
        {
            throw CustodianError(.refusedByLaw, error.message, reasons: error.reasons)
        }
    }

    /// Records that the person took an objection back. It needs nobody's leave. Of people who were merged it is taken back for each
    /// who objected, in one commit.
    @discardableResult
    public func takeBackObjection(of subject: SubjectID, to purpose: Purpose) async throws -> AuditReceipt? {
        try requireCovered(purpose)
        let token = try await known(subject)
        return try await retrying {
            let (count, objecting) = try await self.objecting(token, to: purpose)
            let now = self.clock.now()
            var unit = UnitOfWork()
            self.requireMerges(unchangedSince: count, in: &unit)
            return try await self.commit(
                eachOf: objecting.map { ConsentEvent(.objectionLifted, by: $0, for: purpose, recordedAt: now) },
                as: .objectionLifted, &unit)
        }
    }

    /// Whose objection is lifted when the person's is: that of the token, and of each that it was merged with and that objects.
    ///
    /// - Returns: with the count of merges at which that was so.
    private func objecting(_ token: SubjectToken, to purpose: Purpose) async throws -> (count: Int, tokens: [SubjectToken]) {
        let (count, merge) = (mergeCount, try await merged(token))
        let others = try await standings(of: merge.others).filter { standing in
            standing.hasObjection(to: purpose) || standing.objections.contains { $0.isWithin(purpose) }
        }
        return (count, [token] + others.map(\.subject))
    }
}
