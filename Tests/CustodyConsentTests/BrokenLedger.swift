import CustodyConsent
import CustodyModel

/// A ledger that breaks one promise, to show that the promises notice.
struct BrokenLedger: ConsentLedger {
    enum Fault: String, CaseIterable, Sendable {
        case ignoresPreconditions, forgetsNothing, keepsNoticesOfForgottenOnly, looksAtTheExactPurpose, matchesByPrefix
        case ignoresTheHorizon, ignoresTheInstant, letsTheFirstEventDecide, dropsWithdrawals, shuffledHistory, endlessPages
        case unrestricted, takesEverything, losesObjections, takesWhatNobodyWasShown, neverEnds, rewritesThePast
        case ignoresEditions, ignoresTheBookHead, forgetsKeys, liftsEverything, takesChildren, listsTheStale, forgetsNobody
        case losesEvidence, tearsStandings, hasNoRoom
    }

    let inner = InMemoryConsentLedger(committingTo: MemoryCoordinator())
    let fault: Fault

    func stage(_ change: ConsentChange, in unit: inout UnitOfWork) throws {
        switch (fault, change) {
        case (.ignoresPreconditions, .require), (.forgetsNothing, .forget): return
        case (.keepsNoticesOfForgottenOnly, .record): return
        case (.dropsWithdrawals, .append(let event, _)) where event.kind == .withdrawn: return
        case (.losesObjections, .append(let event, _)) where event.kind == .objected: return
        case (.ignoresTheBookHead, .requireNotices): return
        case (.takesWhatNobodyWasShown, .append(let event, _)) where event.kind.isAnswer && event.notice != nil:
            var shown = event
            shown.kind = .requested
            inner.stage(.appendAll([shown, event]), in: &unit)
        case (.forgetsKeys, .append(var event, let notice)):
            event.details?.origin = nil
            inner.stage(.append(event, notice: notice), in: &unit)
        case (.liftsEverything, .append(var event, let notice)):
            event.actor = nil
            inner.stage(.append(event, notice: notice), in: &unit)
        case (.losesEvidence, .appendAll(let events, let notices)):
            let bare = events.map { event in
                var event = event
                event.evidence = nil
                return event
            }
            inner.stage(.appendAll(bare, notices: notices), in: &unit)
        case (.takesChildren, .appendAll(let events, let notices)):
            let grown = events.map { event in
                var event = event
                event.details?.age = nil
                return event
            }
            inner.stage(.appendAll(grown, notices: notices), in: &unit)
        case (.takesEverything, .append(var event, _)) where event.kind.needsNotice && event.notice == nil:
            event.kind = .withdrawn
            inner.stage(.append(event), in: &unit)
        default: inner.stage(change, in: &unit)
        }
    }

    func history(of subject: SubjectToken) async throws -> [ConsentEntry] {
        let history = try await inner.history(of: subject)
        return fault == .shuffledHistory ? history.reversed() : history
    }

    func notice(_ hash: NoticeHash) async throws -> Notice? { try await inner.notice(hash) }

    func noticeBook() async throws -> NoticeBook { try await inner.noticeBook() }

    func consents(_ query: ConsentQuery) async throws -> ConsentPage {
        var query = query
        if fault == .hasNoRoom, query.limit < 1 { return ConsentPage(items: [], next: nil) }
        if fault == .endlessPages { query.limit = .max }
        guard fault == .listsTheStale, query.standing == .live else { return try await inner.consents(query) }
        let live = try await inner.consents(query).items
        query.standing = .stale
        return ConsentPage(items: live + (try await inner.consents(query).items), next: nil)
    }

    func subjects(after: SubjectToken?, limit: Int) async throws -> [SubjectToken] {
        if fault == .hasNoRoom, limit < 1 { return [] }
        let subjects = try await inner.subjects(after: after, limit: limit)
        return fault == .forgetsNobody ? subjects + [SubjectToken(.zero)] : subjects
    }

    func status(
        of subject: SubjectToken, purpose: Purpose, at validAt: Instant?, knownAt horizon: ConsentHorizon
    ) async throws -> ConsentStatus {
        let entries = try await inner.history(of: subject)
        let book = fault == .ignoresEditions ? NoticeBook.empty : try await inner.noticeBook()
        func answer(_ entries: [ConsentEntry], _ instant: Instant?, _ horizon: ConsentHorizon) -> ConsentStatus {
            ConsentTimeline(of: subject, entries: entries).status(
                for: purpose, at: instant, knownAt: horizon, by: book)
        }
        switch fault {
        case .ignoresTheHorizon: return answer(entries, validAt, .latest)
        case .ignoresTheInstant: return answer(entries, nil, horizon)
        case .letsTheFirstEventDecide: return answer(Array(entries.prefix(1)), validAt, horizon)
        case .looksAtTheExactPurpose: return answer(entries.filter { $0.event.purpose == purpose }, validAt, horizon)
        case .matchesByPrefix:
            let named = entries.last { $0.event.purpose.map { purpose.rawValue.hasPrefix($0.rawValue) } ?? false }
            return answer(entries, validAt, horizon).state == .given || named?.event.kind == .given
                ? ConsentStatus(.given) : answer(entries, validAt, horizon)
        case .neverEnds:
            let endless = entries.map { entry in
                var entry = entry
                entry.event.details?.validUntil = nil
                return entry
            }
            return answer(endless, validAt, horizon)
        case .rewritesThePast:
            let now = answer(entries, validAt, .latest)
            return now.state == .invalidated ? now : answer(entries, validAt, horizon)
        default: return answer(entries, validAt, horizon)
        }
    }

    func standing(of subject: SubjectToken) async throws -> SubjectStanding {
        var standing = try await inner.standing(of: subject)
        if fault == .unrestricted { standing.restricted = false }
        if fault == .tearsStandings {
            // What is recorded between two looks is in one of them alone.
            for _ in 0..<100 {
                guard try await inner.standing(of: subject).head == standing.head else { break }
                await Task.yield()
            }
            standing.restricted = try await inner.standing(of: subject).restricted
        }
        return standing
    }
}
