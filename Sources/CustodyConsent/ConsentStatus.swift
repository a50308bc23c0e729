public import CustodyModel

/// Where a person stands on a purpose, and which event decided it.
public struct ConsentStatus: Hashable, Sendable {
    /// Where a person stands.
    public enum State: String, Hashable, Sendable, Codable {
        /// Nobody asked, or nobody recorded it: not a yes.
        case notAsked
        /// Consent is live.
        case given
        /// Consent was asked for and not given.
        case refused
        /// Consent was withdrawn.
        case withdrawn
    }

    /// Where the person stands.
    public var state: State
    /// Since when; nil when nobody asked.
    public var since: Instant?
    /// The commit of the event that decided.
    public var sequence: CommitSequence?
    /// The purpose that the deciding event named: the purpose asked about, or one above it.
    public var purpose: Purpose?
    /// What the person was told.
    public var notice: NoticeHash?
    /// Whether the deciding event was an express statement (GDPR Art. 9(2)(a)).
    public var explicit: Bool

    /// A status from its parts.
    public init(
        _ state: State, since: Instant? = nil, sequence: CommitSequence? = nil, purpose: Purpose? = nil,
        notice: NoticeHash? = nil, explicit: Bool = false
    ) {
        self.state = state
        self.since = since
        self.sequence = sequence
        self.purpose = purpose
        self.notice = notice
        self.explicit = explicit
    }

    /// No event is known.
    public static let notAsked = ConsentStatus(.notAsked)

    /// Whether processing may rely on consent: only a given one counts.
    public var isLive: Bool { state == .given }
}
