public import CustodyModel

/// Which consents or objections to a purpose to list. Pages come in the order of the tokens.
public struct ConsentQuery: Hashable, Sendable {
    /// Which of those who gave consent, and did not end it.
    public enum Standing: Hashable, Sendable {
        /// Those on whose consent processing may rely.
        case live
        /// Those whose consent is to a text that was changed materially since: ask them again.
        case stale
        /// Those whose consent is live and runs out before the instant: ask them in time.
        case expiring(before: Instant)
        /// Those whose consent ran out.
        case ranOut
        /// Those who object to processing for the purpose (GDPR Art. 21), whether they ever consented or not.
        case objecting
    }

    /// For which purpose: the consent names it or one above it.
    public var purpose: Purpose
    /// Which consents.
    public var standing: Standing
    /// The time now.
    public var now: Instant
    /// Only after this token; nil from the first.
    public var after: SubjectToken?
    /// At most so many; at least one is looked for.
    public var limit: Int

    /// A query from its parts.
    public init(
        _ standing: Standing = .live, for purpose: Purpose, at now: Instant, after: SubjectToken? = nil, limit: Int = 100
    ) {
        self.purpose = purpose
        self.standing = standing
        self.now = now
        self.after = after
        self.limit = limit
    }

    /// Whether the status of a consent is one of those.
    public func matches(_ status: ConsentStatus) -> Bool {
        switch standing {
        case .live: status.isLive(at: now)
        case .stale: status.asOf(now).state == .stale
        case .expiring(let end): status.isLive(at: now) && status.validUntil.map { $0 < end } ?? false
        case .ranOut: status.asOf(now).state == .expired
        case .objecting: false
        }
    }

    /// What of a person's events is one of those; nil when nothing is.
    public func item(_ timeline: ConsentTimeline, by book: NoticeBook) -> ConsentPage.Item? {
        let status = timeline.status(for: purpose, by: book)
        guard standing == .objecting ? timeline.hasObjection(to: purpose) : matches(status) else { return nil }
        return ConsentPage.Item(subject: timeline.subject, status: status)
    }
}
