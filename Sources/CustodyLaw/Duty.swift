public import CustodyModel

/// The name of a duty, such as `eu-gdpr.33(1)`.
public struct DutyID: Name {
    /// The text.
    public let rawValue: String
    /// Wraps the text.
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// The name of a law, such as `eu-gdpr`.
public struct RegimeID: Name {
    /// The text.
    public let rawValue: String
    /// Wraps the text.
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// What a law demands after a breach: whom to tell, on what condition and by when.
public struct Duty: Hashable, Sendable {
    /// Who is told.
    public struct Recipient: Name {
        /// The text.
        public let rawValue: String
        /// Wraps the text.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// A supervisory authority.
        public static let authority: Recipient = "authority"
        /// The people whose data it is.
        public static let dataSubjects: Recipient = "dataSubjects"
        /// The controller, by its processor.
        public static let controller: Recipient = "controller"
        /// The controller's own register of breaches.
        public static let register: Recipient = "register"
    }

    /// What starts the period.
    public struct Trigger: Name {
        /// The text.
        public let rawValue: String
        /// Wraps the text.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// The controller became aware: it has a reasonable degree of certainty that personal data was compromised (EDPB
        /// Guidelines 9/2022, part II.A).
        public static let awareness: Trigger = "awareness"
        /// Every breach, whenever it is found.
        public static let anyBreach: Trigger = "anyBreach"
    }

    /// Its name.
    public var id: DutyID
    /// Under which law.
    public var regime: RegimeID
    /// Who is told.
    public var recipient: Recipient
    /// What starts the period.
    public var trigger: Trigger
    /// How long the law gives.
    public var period: LegalPeriod
    /// The least risk at which it is owed; nil when every breach owes it.
    public var threshold: BreachRisk?
    /// What frees from the duty although the risk is high enough; empty when nothing does.
    public var exceptions: [String]
    /// Whether being late needs a reason.
    public var latenessNeedsReason: Bool
    /// Where it stands.
    public var source: LegalSource
    /// The first day on which the duty applied.
    public var validFrom: CivilDate
    /// The last day on which it applied; nil while it does.
    public var validTo: CivilDate?

    /// A duty from its parts.
    public init(
        _ id: DutyID, regime: RegimeID, to recipient: Recipient, after trigger: Trigger, within period: LegalPeriod,
        from threshold: BreachRisk?, exceptions: [String] = [], latenessNeedsReason: Bool = false, source: LegalSource,
        validFrom: CivilDate, validTo: CivilDate? = nil
    ) {
        self.id = id
        self.regime = regime
        self.recipient = recipient
        self.trigger = trigger
        self.period = period
        self.threshold = threshold
        self.exceptions = exceptions
        self.latenessNeedsReason = latenessNeedsReason
        self.source = source
        self.validFrom = validFrom
        self.validTo = validTo
    }

    /// Whether the duty is law on the day.
    public func isValid(on day: CivilDate) -> Bool { validFrom <= day && day <= validTo ?? day }

    /// Whether a breach of that risk owes it, exceptions aside.
    public func isOwed(at risk: BreachRisk) -> Bool { risk >= threshold ?? risk }

    /// The deadline for a trigger at the instant, by the strict reading.
    public func deadline(triggeredAt instant: Instant) -> Deadline {
        Deadline(duty: self, trigger: instant, end: period.end(after: instant), reading: .strict)
    }
}
