public import CustodyAudit
public import CustodyConsent
import CustodyData
public import CustodyModel

/// Acts that protect the person. They need no policy permit, no notice and no named actor, and they fail toward the person:
/// from the call on the processing is denied in this process, also when nothing can be written. Who is not known yet is from then on, unless
/// they are named by a token: then there is nobody to protect.
extension Custodian {
    /// Withdraws consent (GDPR Art. 7(3): as easily as it was given). What follows, ``obligations(afterWithdrawalBy:from:by:)`` tells.
    ///
    /// - Parameter channel: where it came in; nil when nobody says.
    /// - Throws: ``CustodianError`` with `protectedButNotRecorded` when it holds in this process only: call again; `erased`, and
    ///   `unknownSubject` for a token that stands for nobody.
    @discardableResult
    public func withdrawConsent(
        of subject: SubjectID, for purpose: Purpose, through channel: ConsentChannel? = nil
    ) async throws -> AuditReceipt? {
        try requireCovered(purpose)
        var details: ConsentDetails?
        if let channel {
            details = ConsentDetails()
            details?.channel = channel
        }
        return try await protect(subject, [.consentWithdrawn], [purpose], .withdrawn, .consentWithdrawn, details)
    }

    /// Records an objection (GDPR Art. 21); against direct marketing it is absolute: nobody but the person can lift it.
    ///
    /// - Throws: ``CustodianError`` with `protectedButNotRecorded` when it holds in this process only: call again; `erased`, and
    ///   `unknownSubject` for a token that stands for nobody.
    @discardableResult
    public func object(on behalf: SubjectID, to purpose: Purpose) async throws -> AuditReceipt? {
        try requireCovered(purpose)
        var details = ConsentDetails()
        details.basis = purpose.isWithin(.directMarketing) ? .directMarketing : .legitimateInterest
        return try await protect(behalf, [.objected], [purpose], .objected, .objection, details)
    }

    /// Restricts processing (GDPR Art. 18). Whoever was given data is due a notice (GDPR Art. 19): see ``recipientNotices(by:)``.
    ///
    /// - Throws: ``CustodianError`` with `protectedButNotRecorded` when it holds in this process only: call again; `erased`, and
    ///   `unknownSubject` for a token that stands for nobody.
    @discardableResult
    public func restrictProcessing(of subject: SubjectID) async throws -> AuditReceipt? {
        try await protect(subject, [.restricted], [], .restricted, .restriction)
    }

    /// A person may name a whole branch, such as `marketing`; a name that covers no declared purpose is a misspelling that
    /// would protect nobody.
    func requireCovered(_ purpose: Purpose) throws {
        guard !governance.purposes.contains(where: { $0.purpose.isWithin(purpose) }) else { return }
        _ = try declaration(of: purpose)
    }

    /// Forbids something at once, and then records it.
    ///
    /// - Parameters:
    ///   - purposes: what is forbidden; everything when there are none.
    ///   - isNews: whether there is something to record, by what is on record; the answer is nil when there is not. Without it
    ///     nothing is read.
    func protect(
        _ subject: SubjectID, _ wills: [Protections.Will], _ purposes: [Purpose], _ kind: ConsentEvent.Kind,
        _ action: AuditAction, _ details: ConsentDetails? = nil, isNews: (@Sendable (ConsentTimeline, Purpose?) -> Bool)? = nil
    ) async throws -> AuditReceipt? {
        let named: [Purpose?] = purposes.isEmpty ? [nil] : purposes.map { $0 }
        let identifier = try self.named(subject)
        let calls = named.flatMap { purpose in
            wills.map { will in
                protections.begin(
                    Protections.Entry(
                        subject: identifier.name, field: identifier.field, will: will, purpose: purpose,
                        isOptOut: kind == .optedOut))
            }
        }
        do {
            let (receipt, token) = try await metering(kind == .withdrawn ? .withdrawal : .other) { steps in
                try await self.retrying { () async throws -> (AuditReceipt?, SubjectToken) in
                    let now = self.clock.now()
                    var unit = UnitOfWork()
                    let person = try await self.established(subject, in: &unit)
                    var news = named
                    if let isNews {
                        let timeline = try await self.backends.consent.timeline(of: person.token)
                        news = named.filter { isNews(timeline, $0) }
                    }
                    let events = news.map {
                        ConsentEvent(kind, by: person.token, for: $0, recordedAt: now, details: details)
                    }
                    guard !events.isEmpty else { return (nil, person.token) }
                    if kind == .restricted {
                        let notices = try await self.notices(of: .restriction, about: person.token, at: now)
                        if !notices.isEmpty { self.backends.data.stage(.write(notices), in: &unit) }
                    }
                    let receipt = try await self.commit(
                        events, as: action, for: events.first?.purpose, about: person, &unit)
                    steps.note(.commit)
                    return (receipt, person.token)
                }
            }
            let names = await otherNames(of: token, forbidding: calls)
            for call in calls { protections.end(call, alsoNamed: names) }
            return receipt
        } catch let error as CustodianError where [.erased, .unknownSubject].contains(error.code) {
            // Nothing is held and nothing is processed: there is nothing left to protect, and under a token nothing comes.
            for call in calls { protections.end(call) }
            throw error
        } catch {
            for call in calls { protections.keep(call) }
            throw CustodianError(
                .protectedButNotRecorded,
                "the processing is denied from now on in this process, but the act could not be written; call again",
                reasons: ["\(error)"])
        }
    }

    /// By what the person may have been named in calls that forbade the same and failed. While that cannot be read, those go on protecting.
    private func otherNames(of token: SubjectToken, forbidding calls: [Protections.Call]) async -> Set<BlindIndex> {
        guard protections.areMore(than: calls),
            let bound = try? await backends.data.identifiers(boundTo: token.handle), let known = try? await named(bound)
        else { return [] }
        return Set(known.map { $0.identifier.name }).union([Identifier(token).name])
    }
}
