import CustodyAccess
import CustodyAudit
public import CustodyConsent
import CustodyKeys
public import CustodyModel

extension Custodian {
    /// The state of a person's consent to a purpose. Of people who were merged it is that of the one person, as far as the
    /// horizon knew that they are one.
    ///
    /// A host asks for it before it acts, again and again, so that it is neither decided nor recorded: it tells a state, and nothing
    /// of what the person said. What does, ``explainConsent(of:for:at:knownAt:by:)`` and ``consentHistory(of:by:)``, is both.
    ///
    /// - Parameters:
    ///   - instant: as of then, by when the person acted; now when nil.
    ///   - horizon: what was known.
    public func consentStatus(
        of subject: SubjectID, for purpose: Purpose, at instant: Instant? = nil, knownAt horizon: ConsentHorizon = .latest
    ) async throws -> ConsentStatus {
        _ = try declaration(of: purpose)
        let token = try await known(subject)
        let status = try await facing {
            let merge = try await self.merged(token).known(by: horizon)
            let own = try await backends.consent.status(of: token, purpose: purpose, at: instant, knownAt: horizon)
            return try await narrowed(own, by: merge, for: purpose, at: instant, knownAt: horizon)
        }
        return instant == nil ? status.asOf(clock.now()) : status
    }

    /// Why a person's consent to a purpose is what it is: the events, what they were told and the rule that decides. Of people who were
    /// merged it is that of the one whose decision counts, with the events of all. That it was read is recorded first.
    ///
    /// - Parameters:
    ///   - instant: as of then; now when nil.
    ///   - reader: who reads; nil when the operator of the store does, which the log says.
    /// - Throws: ``CustodianError`` with `denied` unless the policy permits the reader `Action.recordConsent` for the purpose,
    ///   `unknownPurpose`, `erased`, `unknownSubject`, `notRecorded`.
    public func explainConsent(
        of subject: SubjectID, for purpose: Purpose, at instant: Instant? = nil, knownAt horizon: ConsentHorizon = .latest,
        by reader: Principal?
    ) async throws -> ConsentExplanation {
        _ = try declaration(of: purpose)
        let permit = try await permitReading(ofConsentTo: purpose, by: reader)
        let token = try await known(
            subject, toRead: "consent explanation", permit, ["purpose": .text(purpose.rawValue)])
        // Now is no instant in the past: a clock that was set back hides nothing that is on record.
        let now = try await facing {
            let merge = try await self.merged(token).known(by: horizon)
            var chosen = try await backends.consent.explain(purpose, of: token, at: instant, knownAt: horizon)
            for other in merge.others {
                let theirs = try await backends.consent.explain(purpose, of: other, at: instant, knownAt: horizon)
                let status = chosen.status.narrower(theirs.status, since: merge.since ?? .zero)
                let events = (chosen.events + theirs.events).sorted { $0.sequence < $1.sequence }
                if chosen.status.yields(to: theirs.status, since: merge.since ?? .zero) { chosen = theirs }
                (chosen.status, chosen.events) = (status, events)
            }
            return chosen
        }
        guard instant == nil, now.status.asOf(clock.now()) != now.status else { return now }
        var ended = now
        ended.status = now.status.asOf(clock.now())
        ended.rule = .ranOut
        return ended
    }

    /// Everything that a person decided, in the order in which it was recorded. That it was read is recorded first.
    ///
    /// - Parameter reader: who reads; nil when the operator of the store does, which the log says.
    /// - Throws: ``CustodianError`` with `denied` unless the policy permits the reader `Action.recordConsent` for every purpose, as a rule
    ///   that names none does; `erased`, `unknownSubject`, `notRecorded`.
    public func consentHistory(of subject: SubjectID, by reader: Principal?) async throws -> [ConsentEntry] {
        let permit = try await permitReading(ofConsentTo: nil, by: reader)
        let token = try await known(subject, toRead: "consent history", permit)
        return try await facing {
            var entries = try await backends.consent.history(of: token)
            for other in try await self.merged(token).others { entries += try await backends.consent.history(of: other) }
            // Of one token they are in order already.
            return Set(entries.map(\.event.subject)).count > 1 ? entries.sorted { $0.sequence < $1.sequence } : entries
        }
    }

    /// The text of a notice that was recorded.
    ///
    /// - Throws: ``CustodianError`` with `invalidInput` when none of this hash is, `integrity` when it is not the text of the hash.
    public func noticeText(_ hash: NoticeHash) async throws -> [UInt8] {
        guard let notice = try await facing({ try await backends.consent.notice(hash) }) else {
            throw CustodianError(
                .invalidInput, "no notice of this hash is recorded", reasons: [ConsentError.Code.noticeUnknown.rawValue])
        }
        let text = try await facing { try sealer.open(notice.text, with: system.text, at: .text("notice/\(hash)")) }
        guard NoticeHash(of: text) == hash else {
            throw CustodianError(.integrity, "the text of a notice is not the one that was shown; run verify")
        }
        return text
    }

    /// The notices that have a name, with their editions.
    public func notices() async throws -> NoticeBook { try await facing { try await backends.consent.noticeBook() } }

    /// Some of those who gave consent to a purpose: those on whom it may rely, those whose consent is stale, about to run out, or ran
    /// out. Listing people is reading about them: it is recorded first. Of people who were merged each who gave it is listed,
    /// with the state of the one person, and none when that is another.
    ///
    /// - Parameters:
    ///   - reader: who reads; nil when the operator of the store does, which the log says.
    /// - Throws: ``CustodianError`` with `denied` unless the policy permits the reader `Action.recordConsent` for the purpose,
    ///   `unknownPurpose`, `notRecorded`.
    public func consents(
        _ standing: ConsentQuery.Standing = .live, for purpose: Purpose, after: SubjectToken? = nil, limit: Int = 100,
        by reader: Principal?
    ) async throws -> ConsentPage {
        _ = try declaration(of: purpose)
        let permit = try await permitReading(ofConsentTo: purpose, by: reader, as: .readLog)
        _ = try await recordReading(
            .access, .readLog, permit, about: nil, ["form": .text("consents"), "purpose": .text(purpose.rawValue)])
        return try await facing {
            try await wholePage(ConsentQuery(standing, for: purpose, at: clock.now(), after: after, limit: limit))
        }
    }
}
