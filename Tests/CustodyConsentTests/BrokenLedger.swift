import CustodyConsent
import CustodyModel

/// A ledger that breaks one promise, to show that the promises notice.
struct BrokenLedger: ConsentLedger {
    enum Fault: String, CaseIterable, Sendable {
        case ignoresPreconditions, forgetsNothing, keepsNoticesOfForgottenOnly, looksAtTheExactPurpose, matchesByPrefix
        case ignoresTheHorizon, ignoresTheInstant, letsTheFirstEventDecide, dropsWithdrawals, shuffledHistory, endlessPages
        case unrestricted, takesEverything, losesObjections
    }

    let inner = InMemoryConsentLedger(committingTo: MemoryCoordinator())
    let fault: Fault

    func stage(_ change: ConsentChange, in unit: inout UnitOfWork) throws {
        switch (fault, change) {
        case (.ignoresPreconditions, .require), (.forgetsNothing, .forget): return
        case (.keepsNoticesOfForgottenOnly, .record): return
        case (.dropsWithdrawals, .append(let event, _)) where event.kind == .withdrawn: return
        case (.losesObjections, .append(let event, _)) where event.kind == .objected: return
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

    func liveConsents(for purpose: Purpose, after: SubjectToken?, limit: Int) async throws -> ConsentPage {
        try await inner.liveConsents(for: purpose, after: after, limit: fault == .endlessPages ? .max : limit)
    }

    func status(
        of subject: SubjectToken, purpose: Purpose, at validAt: Instant?, knownAt horizon: ConsentHorizon
    ) async throws -> ConsentStatus {
        let entries = try await inner.history(of: subject)
        func answer(_ entries: [ConsentEntry], _ instant: Instant?, _ horizon: ConsentHorizon) -> ConsentStatus {
            ConsentTimeline(of: subject, entries: entries).status(for: purpose, at: instant, knownAt: horizon)
        }
        switch fault {
        case .ignoresTheHorizon: return answer(entries, validAt, .latest)
        case .ignoresTheInstant: return answer(entries, nil, horizon)
        case .letsTheFirstEventDecide: return answer(Array(entries.prefix(1)), validAt, horizon)
        case .looksAtTheExactPurpose: return answer(entries.filter { $0.event.purpose == purpose }, validAt, horizon)
        case .matchesByPrefix:
            let named = entries.last { $0.event.purpose.map { purpose.rawValue.hasPrefix($0.rawValue) } ?? false }
            return answer(entries, validAt, horizon).isLive || named?.event.kind == .given
                ? ConsentStatus(.given) : answer(entries, validAt, horizon)
        default: return answer(entries, validAt, horizon)
        }
    }

    func standing(of subject: SubjectToken) async throws -> SubjectStanding {
        var standing = try await inner.standing(of: subject)
        if fault == .unrestricted { standing.restricted = false }
        return standing
    }
}
