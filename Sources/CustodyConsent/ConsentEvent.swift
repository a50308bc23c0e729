public import CustodyModel

/// Something a person decided about the processing of their data, as it was recorded. Never altered, only followed by others.
public struct ConsentEvent: Hashable, Sendable, Codable {
    /// What a person decided. Kinds may be added; an unknown one is refused when it is read and never taken for a yes.
    public struct Kind: RawRepresentable, Hashable, Sendable, Codable, CustomStringConvertible {
        /// The name that is written.
        public let rawValue: String

        private init(known name: String) { rawValue = name }

        /// The kind of that name; nil when this version of the library does not know it.
        public init?(rawValue: String) {
            guard let kind = Self.all.first(where: { $0.rawValue == rawValue }) else { return nil }
            self = kind
        }

        /// Consent was given (GDPR Art. 4(11)).
        public static let given = Kind(known: "given")
        /// Consent was asked for and not given. Recorded, so that nobody is asked for ever.
        public static let refused = Kind(known: "refused")
        /// Consent was withdrawn (GDPR Art. 7(3)).
        public static let withdrawn = Kind(known: "withdrawn")
        /// The person objected to processing for the purpose (GDPR Art. 21).
        public static let objected = Kind(known: "objected")
        /// The person took an objection back, or it was decided (GDPR Art. 21(1)).
        public static let objectionLifted = Kind(known: "objectionLifted")
        /// Processing of everything about the person is restricted (GDPR Art. 18(1)).
        public static let restricted = Kind(known: "restricted")
        /// The restriction ended; the person is told before (GDPR Art. 18(3)).
        public static let restrictionLifted = Kind(known: "restrictionLifted")

        /// Every kind that this version knows.
        public static let all: [Kind] = [
            .given, .refused, .withdrawn, .objected, .objectionLifted, .restricted, .restrictionLifted,
        ]

        /// The name that is written.
        public var description: String { rawValue }

        /// Whether the kind needs a notice: nobody can agree to, or refuse, what they were not told (GDPR Art. 7(2)).
        public var needsNotice: Bool { self == .given || self == .refused }

        /// Whether the kind protects the person. Such an event is taken whatever is missing: withdrawing must be as easy as
        /// giving (GDPR Art. 7(3)).
        public var protectsPerson: Bool { self == .withdrawn || self == .objected || self == .restricted }

        /// Whether the kind concerns one purpose; a restriction concerns the person as a whole.
        public var concernsPurpose: Bool { self != .restricted && self != .restrictionLifted }
    }

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

    /// An event from its parts. `occurredAt` is `recordedAt` when it is not given.
    public init(
        _ kind: Kind, by subject: SubjectToken, for purpose: Purpose? = nil, notice: NoticeHash? = nil, explicit: Bool = false,
        occurredAt: Instant? = nil, recordedAt: Instant, evidence: SealedValue? = nil, actor: PrincipalToken? = nil
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
    }
}
