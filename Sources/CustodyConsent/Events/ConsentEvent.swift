public import CustodyModel

/// Something a person decided about the processing of their data, as it was recorded. Never altered, only followed by others.
public struct ConsentEvent: Hashable, Sendable, Codable {
    /// Who decided.
    public var subject: SubjectToken
    /// What the decision is about; nil for a restriction, which covers everything.
    public var purpose: Purpose?
    /// What was decided.
    public var kind: Kind
    /// What the person was told before; required where ``Kind/needsNotice`` says so.
    public var notice: NoticeHash?
    /// Whether the consent was an express statement, as special categories need (GDPR Art. 9(2)(a)).
    public var explicit: Bool
    /// When the person decided, as it is claimed: for an act that is recorded as it happens the same as `recordedAt`, for a
    /// form that came by post the date on the form.
    public var occurredAt: Instant
    /// When we recorded it, by our clock.
    public var recordedAt: Instant
    /// What proves the decision, sealed by the caller.
    public var evidence: SealedValue?
    /// Who recorded it, where somebody other than the person did.
    public var actor: PrincipalToken?
    private var held: Held

    /// What is told beyond that; nil when nothing is.
    public var details: ConsentDetails? {
        get { if case .these(let details) = held { details } else { nil } }
        set { held = newValue.map { .these($0) } ?? .nothing }
    }

    // Most events tell little. Behind a reference the details take one word of every event.
    private indirect enum Held: Hashable, Sendable {
        case nothing
        case these(ConsentDetails)
    }

    /// An event from its parts. `occurredAt` is `recordedAt` when it is not given.
    public init(
        _ kind: Kind, by subject: SubjectToken, for purpose: Purpose? = nil, notice: NoticeHash? = nil, explicit: Bool = false,
        occurredAt: Instant? = nil, recordedAt: Instant, evidence: SealedValue? = nil, actor: PrincipalToken? = nil,
        details: ConsentDetails? = nil
    ) {
        self.subject = subject
        self.purpose = purpose
        self.kind = kind
        self.notice = notice
        self.explicit = explicit
        self.occurredAt = occurredAt ?? recordedAt
        self.recordedAt = recordedAt
        self.evidence = evidence
        self.actor = actor
        held = details.map { .these($0) } ?? .nothing
    }

    private enum CodingKeys: String, CodingKey {
        case subject = "s"
        case purpose = "p"
        case kind = "k"
        case notice = "n"
        case explicit = "x"
        case occurredAt = "o"
        case recordedAt = "r"
        case evidence = "e"
        case actor = "a"
        case details = "d"
    }

    /// Reads an event; what older versions wrote has no details.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            try container.decode(Kind.self, forKey: .kind), by: try container.decode(SubjectToken.self, forKey: .subject),
            for: try container.decodeIfPresent(Purpose.self, forKey: .purpose),
            notice: try container.decodeIfPresent(NoticeHash.self, forKey: .notice),
            explicit: try container.decode(Bool.self, forKey: .explicit),
            occurredAt: try container.decode(Instant.self, forKey: .occurredAt),
            recordedAt: try container.decode(Instant.self, forKey: .recordedAt),
            evidence: try container.decodeIfPresent(SealedValue.self, forKey: .evidence),
            actor: try container.decodeIfPresent(PrincipalToken.self, forKey: .actor),
            details: try container.decodeIfPresent(ConsentDetails.self, forKey: .details))
    }

    /// Writes the event.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(subject, forKey: .subject)
        try container.encodeIfPresent(purpose, forKey: .purpose)
        try container.encode(kind, forKey: .kind)
        try container.encodeIfPresent(notice, forKey: .notice)
        try container.encode(explicit, forKey: .explicit)
        try container.encode(occurredAt, forKey: .occurredAt)
        try container.encode(recordedAt, forKey: .recordedAt)
        try container.encodeIfPresent(evidence, forKey: .evidence)
        try container.encodeIfPresent(actor, forKey: .actor)
        try container.encodeIfPresent(details, forKey: .details)
    }
}
