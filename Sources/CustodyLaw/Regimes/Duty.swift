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
    /// An end that comes earlier than the period's: the first of the two counts (Delegated Regulation (EU) 2025/301
    /// Art. 5(1)(a)). Where the period starts only after that end, it alone counts.
    public struct Cap: Hashable, Sendable {
        /// What the cap is counted from.
        public var trigger: Trigger
        /// How long it is.
        public var period: LegalPeriod
        /// A cap from its parts.
        public init(_ period: LegalPeriod, after trigger: Trigger) { (self.trigger, self.period) = (trigger, period) }
    }

    /// A kind of organisation for which a law gives another period, such as `trustServiceProvider`.
    public struct Entity: Name {
        /// The text.
        public let rawValue: String
        /// Wraps the text.
        public init(rawValue: String) { self.rawValue = rawValue }
        /// A provider of trust services (NIS2 Art. 23(4)).
        public static let trustServiceProvider: Entity = "trustServiceProvider"
        /// A small processing agent (Resolution CD/ANPD 15/2024).
        public static let smallAgent: Entity = "smallAgent"
    }

    /// Its name.
    public var id: DutyID
    /// Under which law.
    public var regime: RegimeID
    /// Who is told.
    public var recipient: Recipient
    /// Whom that is, or which of several notices it is; empty when the recipient says all.
    public var title: String
    /// What starts the period.
    public var trigger: Trigger
    /// The duty whose meeting starts the period; nil when something else does.
    public var follows: DutyID?
    /// How long the law gives.
    public var period: LegalPeriod
    /// Other periods for some kinds of organisation.
    public var periods: [Entity: LegalPeriod]
    /// An end that comes earlier.
    public var cap: Cap?
    /// What an authority expects although the law names no number, earliest first. Guidance is shown and is no deadline.
    public var guidance: [LegalPeriod]
    /// Whether the law itself allows a later end, with reasons: "where feasible".
    public var isWhereFeasible: Bool
    /// How its period can be read; the earliest counts.
    public var readings: [Reading]
    /// On what condition it is owed, exceptions aside.
    public var threshold: Threshold
    /// What frees from the duty although the condition is met; empty when nothing does.
    public var exceptions: [String]
    /// Whether being late needs a reason.
    public var latenessNeedsReason: Bool
    /// Whether it may be met in phases.
    public var isPhased: Bool
    /// Whether it is owed whatever we are to the data: the law asks for what we run, not for whose data it is.
    public var bindsAnyRole: Bool
    /// Where it stands.
    public var source: LegalSource
    /// The first day on which the duty applied; nil when that is not known, and then it opens no obligation.
    public var validFrom: CivilDate?
    /// The last day on which it applied; nil while it does.
    public var validTo: CivilDate?

    /// A duty from its parts.
    public init(
        _ id: DutyID, regime: RegimeID, to recipient: Recipient, title: String = "", after trigger: Trigger,
        following follows: DutyID? = nil, within period: LegalPeriod, periods: [Entity: LegalPeriod] = [:], cap: Cap? = nil,
        guidance: [LegalPeriod] = [], isWhereFeasible: Bool = false, readings: [Reading] = [.strict],
        if threshold: Threshold = .always, exceptions: [String] = [], latenessNeedsReason: Bool = false,
        isPhased: Bool = false, bindsAnyRole: Bool = false, source: LegalSource, validFrom: CivilDate?,
        validTo: CivilDate? = nil
    ) {
        self.id = id
        self.regime = regime
        self.recipient = recipient
        self.title = title
        self.trigger = trigger
        self.follows = follows
        self.period = period
        self.periods = periods
        self.cap = cap
        self.guidance = guidance
        self.isWhereFeasible = isWhereFeasible
        self.readings = readings
        self.threshold = threshold
        self.exceptions = exceptions
        self.latenessNeedsReason = latenessNeedsReason
        self.isPhased = isPhased
        self.bindsAnyRole = bindsAnyRole
        self.source = source
        self.validFrom = validFrom
        self.validTo = validTo
    }

    /// Whether the duty is law on the day.
    public func isValid(on day: CivilDate) -> Bool { validFrom != nil && mayBeValid(on: day) }

    /// Whether the duty is law on the day, or may have been because its first day is not known. It was not once it was over.
    public func mayBeValid(on day: CivilDate) -> Bool { validFrom.map { $0 <= day } ?? true && day <= validTo ?? day }

    /// Whether a breach of that risk owes it, exceptions and everything but the risk aside.
    public func isOwed(at risk: BreachRisk) -> Bool { risk >= threshold.leastRisk ?? risk }

    /// Whether the breach owes it, exceptions aside; nil when what is known leaves it open.
    public func isOwed(by facts: BreachFacts, risk: BreachRisk?) -> Bool? { threshold.isMet(by: facts, risk: risk) }

    /// Whether somebody in that role owes it: a processor tells its controller, and a controller everybody else. Whoever a law binds in
    /// any role tells everybody else as a processor too.
    public func isOwed(as role: Role) -> Bool {
        recipient == .controller ? role == .processor : bindsAnyRole || role != .processor
    }

    /// How long the law gives to an organisation of these kinds: the shortest that applies, where several do.
    func period(for entities: Set<Entity>) -> [LegalPeriod] {
        let own = periods.filter { entities.contains($0.key) }.map(\.value)
        return own.isEmpty ? [period] : own
    }
}
