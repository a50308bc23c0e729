import CustodyAccess
public import CustodyAudit
public import CustodyConsent
public import CustodyModel

extension Custodian {
    /// Heeds a signal that a person's software sends. It needs no permit and no notice, prevails over an earlier consent, also of a
    /// known account, and holds until the person consents to a notice. Only its beginning is recorded, not each request.
    ///
    /// - Parameters:
    ///   - purposes: what the signal is about, such as sale, sharing and advertising across parties. The host knows which of its
    ///     purposes that is.
    /// - Returns: the record of the beginning; nil when it was on record already.
    /// - Throws: ``CustodianError`` with `protectedButNotRecorded` when it holds in this process only: call again.
    @discardableResult
    public func observe(
        _ signal: PrivacySignal, of subject: SubjectID, for purposes: [Purpose]
    ) async throws -> AuditReceipt? {
        guard !purposes.isEmpty else {
            throw CustodianError(.invalidInput, "say which purposes the signal is about")
        }
        for purpose in purposes { try requireCovered(purpose) }
        let fresh = try await unheeded(signal, of: subject, for: purposes)
        guard !fresh.isEmpty else { return nil }
        var details = ConsentDetails()
        details.signal = signal
        details.method = .signal
        return try await protect(
            subject, [.consentWithdrawn, .objected], fresh, .optedOut, .consentSignal, details,
            isNews: { timeline, purpose in purpose.map { timeline.isTransition(signal, for: $0) } ?? false })
    }

    /// Which of the purposes a signal says something new about. When that cannot be read, all of them: the person is protected, and
    /// what is on record is looked at again.
    private func unheeded(
        _ signal: PrivacySignal, of subject: SubjectID, for purposes: [Purpose]
    ) async throws -> [Purpose] {
        do {
            guard case .known(let token) = try await resolve(subject) else { return purposes }
            let timeline = try await backends.consent.timeline(of: token)
            return purposes.filter { timeline.isTransition(signal, for: $0) }
        } catch let error as CustodianError where error.code == .invalidInput { throw error } catch { return purposes }
    }

    /// Records that a signal is sent no more, because the person said so. Its absence alone means nothing. It gives no consent; a signal
    /// that begins again is heeded again. Of people who were merged it ends for each of whom it was sent, in one commit.
    @discardableResult
    public func signalEnded(
        _ signal: PrivacySignal, of subject: SubjectID, for purposes: [Purpose]
    ) async throws -> AuditReceipt? {
        let token = try await known(subject)
        return try await retrying {
            let now = self.clock.now()
            let people = try await self.timelines(of: token)
            var details = ConsentDetails()
            details.signal = signal
            var events: [ConsentEvent] = []
            for timeline in people.timelines {
                for purpose in purposes where timeline.isSending(signal, for: purpose) {
                    events.append(
                        ConsentEvent(
                            .signalEnded, by: timeline.subject, for: purpose, recordedAt: now, details: details))
                }
            }
            guard !events.isEmpty else { return nil }
            var unit = UnitOfWork()
            self.requireMerges(unchangedSince: people.merges, in: &unit)
            return try await self.commit(eachOf: events, as: .consentSignal, &unit)
        }
    }

    /// Takes over to an account what the same person decided before they were known, such as under the name of a device. Only this
    /// act does so; nothing is linked by itself. What the account decided by itself stands, also what it decided by another
    /// identifier before it was merged.
    ///
    /// - Parameter principal: who does it; the policy must permit `Action.recordConsent` for each purpose that is taken over.
    /// - Returns: how many events were taken over, and their record; none when there was nothing to take over.
    /// - Throws: ``CustodianError`` with `denied`, `unknownSubject` and `erased` for the anonymous one, and for an account that is named by a
    ///   token, `invalidInput` when the two are one.
    @discardableResult
    public func linkConsents(
        of anonymous: SubjectID, to account: SubjectID, by principal: Principal
    ) async throws -> (events: Int, receipt: AuditReceipt?) {
        return try await retrying {
            let now = self.clock.now()
            try await self.decideOnLinking(by: principal, at: now)
            let other = try await self.known(anonymous, for: .consentLinked, by: principal)
            var unit = UnitOfWork()
            let named = try await self.established(account, in: &unit)
            let people = try await self.timelines(of: named.token)
            guard !people.timelines.contains(where: { $0.subject == other }) else {
                throw CustodianError(.invalidInput, "both names stand for the same person already")
            }
            let source = try await self.backends.consent.timeline(of: other)
            let events = people.linking(source, at: now)
            guard !events.isEmpty else { return (0, nil) }
            var role: RoleID?
            for purpose in Set(events.compactMap(\.purpose)).sorted() {
                role = try await self.decideOnConsent(purpose, .consentLinked, by: principal, at: now, in: &unit).role
            }
            // What either of them decides meanwhile is looked at again.
            try self.backends.consent.stage(.require(other, head: source.head), in: &unit)
            for own in people.timelines {
                try self.backends.consent.stage(.require(own.subject, head: own.head), in: &unit)
            }
            self.requireMerges(unchangedSince: people.merges, in: &unit)
            let actor = try await self.actor(principal, in: &unit)
            let receipt = try await self.commit(
                events, as: .consentLinked, for: nil, in: role, permit: true, by: actor, about: named, &unit)
            return (events.count, receipt)
        }
    }

    /// Refuses who may record consent for no purpose, before anybody is looked up: what would be taken over, and so for which purposes,
    /// is seen only then.
    private func decideOnLinking(by principal: Principal, at now: Instant) async throws {
        let facts = SubjectFacts(consent: .given, objected: false, restricted: false)
        let whole = try await decide(.recordConsent, nil, [], principal, facts, at: now)
        if whole.outcome == .permitted { return }
        for purpose in governance.purposes.map(\.purpose) {
            if try await decide(.recordConsent, purpose, [], principal, facts, at: now).outcome == .permitted { return }
        }
        throw try await refusal(
            CustodianError.denied(whole, "linking consents", [], categories), .consentLinked, principal: principal)
    }
}
