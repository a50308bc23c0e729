public import CustodyModel

/// Where a person stands on a purpose, and which event decided it.
public struct ConsentStatus: Hashable, Sendable, Codable {
    /// Where a person stands.
    public enum State: String, Hashable, Sendable, Codable, CaseIterable {
        /// Nobody asked, or nobody recorded it: not a yes.
        case notAsked
        /// Consent was asked for, and there is no answer.
        case requested
        /// Consent is given.
        case given
        /// Consent was asked for and not given.
        case refused
        /// Consent was withdrawn.
        case withdrawn
        /// Consent was ended by another than the person.
        case revoked
        /// Consent ran out.
        case expired
        /// The consent was never valid.
        case invalidated
        /// What the person agreed to was changed materially since.
        case stale
        /// The person's software says no for them.
        case optedOut
    }

    /// Where the person stands.
    public var state: State
    /// Since when; nil when nobody asked.
    public var since: Instant?
    /// The commit of the event that decided.
    public var sequence: CommitSequence?
    /// The number of the event that decided.
    public var number: Int?
    /// The purpose that the deciding event named: the purpose asked about, or one above it.
    public var purpose: Purpose?
    /// What the person was told.
    public var notice: NoticeHash?
    /// Whether the deciding event was an express statement (GDPR Art. 9(2)(a)).
    public var explicit: Bool
    /// When the consent runs out, or ran out; nil when it has no end.
    public var validUntil: Instant?
    /// Which categories of data the deciding event covers; nil for all that the purpose uses.
    public var categories: [DataCategory]?

    /// A status from its parts.
    public init(
        _ state: State, since: Instant? = nil, sequence: CommitSequence? = nil, number: Int? = nil, purpose: Purpose? = nil,
        notice: NoticeHash? = nil, explicit: Bool = false, validUntil: Instant? = nil, categories: [DataCategory]? = nil
    ) {
        self.state = state
        self.since = since
        self.sequence = sequence
        self.number = number
        self.purpose = purpose
        self.notice = notice
        self.explicit = explicit
        self.validUntil = validUntil
        self.categories = categories
    }

    /// No event is known.
    public static let notAsked = ConsentStatus(.notAsked)

    /// Whether processing may rely on consent at that instant: only a given one counts, and only until it runs out.
    public func isLive(at now: Instant) -> Bool { asOf(now).state == .given }

    /// The status at a later instant at which nothing more was recorded: a consent runs out by itself, a stale one too.
    public func asOf(_ now: Instant) -> ConsentStatus {
        guard state == .given || state == .stale, let validUntil, validUntil <= now else { return self }
        var status = self
        status.state = .expired
        status.since = validUntil
        return status
    }

    /// Whether it covers data of a category.
    public func covers(_ category: DataCategory) -> Bool {
        categories.map { $0.contains { category.isWithin($0) } } ?? true
    }
}
