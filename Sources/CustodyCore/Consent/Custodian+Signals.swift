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
    /// that begins again is heeded again.
    @discardableResult
    public func signalEnded(
        _ signal: PrivacySignal, of subject: SubjectID, for purposes: [Purpose]
    ) async throws -> AuditReceipt? {
        let token = try await known(subject)
        return try await retrying {
            let now = self.clock.now()
            let timeline = try await self.backends.consent.timeline(of: token)
            let sending = purposes.filter { timeline.isSending(signal, for: $0) }
            guard !sending.isEmpty else { return nil }
            var unit = UnitOfWork()
            let named = try await self.established(subject, in: &unit)
            var details = ConsentDetails()
            details.signal = signal
            return try await self.commit(
                sending.map { ConsentEvent(.signalEnded, by: token, for: $0, recordedAt: now, details: details) },
                as: .consentSignal, for: sending.first, about: named, &unit)
        }
    }

    /// Takes over to an account what the same person decided before they were known, such as under the name of a device. Only this
    /// act does so; nothing is linked by itself. What the account decided by itself stands.
    ///
    /// - Returns: how many events were taken over, and their record; none when there was nothing to take over.
    /// - Throws: ``CustodianError`` with `denied`, `unknownSubject` for the anonymous one, `invalidInput` when the two are one.
    @discardableResult
    public func linkConsents(
        of anonymous: SubjectID, to account: SubjectID, by principal: Principal
    ) async throws -> (events: Int, receipt: AuditReceipt?) {
        let other = try await known(anonymous)
        return try await retrying {
            let now = self.clock.now()
            var unit = UnitOfWork()
            let named = try await self.established(account, in: &unit)
            guard named.token != other else {
                throw CustodianError(.invalidInput, "both names stand for the same person already")
            }
            let source = try await self.backends.consent.timeline(of: other)
            let own = try await self.backends.consent.timeline(of: named.token)
            let events = own.linking(source, at: now)
            guard !events.isEmpty else { return (0, nil) }
            var role: RoleID?
            for purpose in Set(events.compactMap(\.purpose)).sorted() {
                role = try await self.decideOnConsent(purpose, .consentLinked, by: principal, at: now).role
            }
            // What either of them decides meanwhile is looked at again.
            try self.backends.consent.stage(.require(other, head: source.head), in: &unit)
            try self.backends.consent.stage(.require(named.token, head: own.head), in: &unit)
            let actor = try await self.actor(principal, in: &unit)
            let receipt = try await self.commit(
                events, as: .consentLinked, for: nil, in: role, permit: true, by: actor, about: named, &unit)
            return (events.count, receipt)
        }
    }
}
