public import CustodyModel

/// Which consents to a purpose to list. Pages come in the order of the tokens.
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

    /// Whether a status is one of those.
    public func matches(_ status: ConsentStatus) -> Bool {
        switch standing {
        case .live: status.isLive(at: now)
        case .stale: status.state == .stale && status.validUntil.map { now < $0 } ?? true
        case .expiring(let end): status.isLive(at: now) && status.validUntil.map { $0 < end } ?? false
        case .ranOut: status.asOf(now).state == .expired
        }
    }
}
