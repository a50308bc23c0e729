public import CustodyLaw
public import CustodyModel

/// A duty as the law stood when something started its period. It is written with the incident: when the library learns a newer
/// law, what was computed under the old one stays as it was.
public struct OpenedDuty: Hashable, Sendable, Codable {
    /// By when it is owed if the law is read in another way than the earliest.
    public struct OtherReading: Hashable, Sendable, Codable {
        /// How the law is read.
        public var reading: Reading
        /// The last instant in time.
        public var due: Instant

        /// A reading with its end.
        public init(_ reading: Reading, due: Instant) { (self.reading, self.due) = (reading, due) }

        private enum CodingKeys: String, CodingKey {
            case reading = "r"
            case due = "u"
        }
    }

    /// The duty.
    public var duty: DutyID
    /// Who is told.
    public var recipient: Duty.Recipient
    /// What starts its period.
    public var trigger: Duty.Trigger
    /// When its period started; nil when it has not.
    public var startedAt: Instant?
    /// The last instant in time, by the earliest reading; nil when the law names no number or the period has not started.
    public var due: Instant?
    /// What the law says where it names no number.
    public var says: String?
    /// How the law is read.
    public var reading: Reading
    /// The ends by other readings, where they differ. They are shown; the earliest counts.
    public var otherReadings: [OtherReading]
    /// On what condition it is owed, exceptions aside.
    public var threshold: Threshold
    /// Whether something can free from it although the condition is met.
    public var hasExceptions: Bool
    /// Whether being late needs a reason.
    public var latenessNeedsReason: Bool
    /// Whether it may be met in phases.
    public var isPhased: Bool
    /// Where it stands in the law.
    public var reference: String
    /// How well that was checked.
    public var verification: String
    /// The day on which the law was last checked, such as `2026-11-23`.
    public var lawAsOf: String
    // What was written before a law could say so has nothing here, and binds as it did.
    private var anyRole: Bool?

    /// A duty with the deadline that a law gives.
    public init(_ deadline: Deadline, lawAsOf day: CivilDate) {
        let law = deadline.duty
        duty = law.id
        recipient = law.recipient
        trigger = law.trigger
        startedAt = deadline.trigger
        due = deadline.due
        if case .noNumber(let text) = deadline.end { says = text }
        reading = deadline.reading
        let first = deadline.due
        otherReadings = deadline.readings.compactMap { other in
            other.due.flatMap { $0 == first ? nil : OtherReading(other.reading, due: $0) }
        }
        threshold = law.threshold
        hasExceptions = !law.exceptions.isEmpty
        latenessNeedsReason = law.latenessNeedsReason
        isPhased = law.isPhased
        reference = law.source.reference
        verification = law.source.verification.rawValue
        lawAsOf = day.description
        anyRole = law.bindsAnyRole ? true : nil
    }

    /// Every duty of the laws that opens an obligation. What is not verified opens none.
    public static func all(
        for moments: TriggerMoments, under regimes: [Regime], at place: LegalPlace? = nil, as role: Duty.Role = .controller,
        entities: Set<Duty.Entity> = []
    ) -> [OpenedDuty] {
        regimes.flatMap { regime in
            regime.breachDeadlines(for: moments, at: place, as: role, entities: entities)
                .map { OpenedDuty($0, lawAsOf: regime.asOf) }
        }
    }

    /// Whether its period has started, or the law names no period and it is owed at once.
    public var isStarted: Bool { startedAt != nil }

    /// Whether its period waits for a decision, another notice or an event, which may never come.
    var mayNeverStart: Bool { !isStarted && [.decision, .chained, .other].contains(trigger.family) }

    /// Whether it is owed whatever we are to the data; see `Duty.bindsAnyRole`.
    public var bindsAnyRole: Bool {
        get { anyRole ?? false }
        set { anyRole = newValue ? true : nil }
    }

    /// Whether somebody in that role owes it.
    public func isOwed(as role: Duty.Role) -> Bool {
        recipient == .controller ? role == .processor : bindsAnyRole || role != .processor
    }

    /// Whether only a breach of personal data can owe it. A law on the security of networks asks other questions,
    /// and what was classified or notified is owed for that.
    var concernsPersonalData: Bool {
        trigger.family == .awareness && threshold.questions.isEmpty && !threshold.isAboutOutage
    }

    private enum CodingKeys: String, CodingKey {
        case duty = "d"
        case recipient = "w"
        case trigger = "g"
        case startedAt = "s"
        case due = "u"
        case says = "n"
        case reading = "r"
        case otherReadings = "o"
        case threshold = "t"
        case hasExceptions = "x"
        case latenessNeedsReason = "l"
        case isPhased = "p"
        case reference = "e"
        case verification = "m"
        case lawAsOf = "a"
        case anyRole = "b"
    }
}

extension Threshold {
    fileprivate var isAboutOutage: Bool {
        switch self {
        case .outage: true
        case .all(let parts), .any(let parts): parts.contains(where: \.isAboutOutage)
        default: false
        }
    }
}
