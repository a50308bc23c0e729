public import CustodyLaw
public import CustodyModel

/// A duty as the law stood when the awareness was recorded. It is written with the incident: when the library learns a newer
/// law, what was computed under the old one stays as it was.
public struct OpenedDuty: Hashable, Sendable, Codable {
    /// The duty.
    public var duty: DutyID
    /// The last instant in time; nil when the law names no number.
    public var due: Instant?
    /// The least risk at which it is owed; nil when every breach owes it.
    public var threshold: BreachRisk?
    /// Whether something can free from it although the risk is high enough.
    public var hasExceptions: Bool
    /// Whether being late needs a reason.
    public var latenessNeedsReason: Bool
    /// The day on which the law was last checked, such as `2026-11-23`.
    public var lawAsOf: String

    /// A duty from its parts.
    public init(
        duty: DutyID, due: Instant?, threshold: BreachRisk?, hasExceptions: Bool, latenessNeedsReason: Bool, lawAsOf: String
    ) {
        self.duty = duty
        self.due = due
        self.threshold = threshold
        self.hasExceptions = hasExceptions
        self.latenessNeedsReason = latenessNeedsReason
        self.lawAsOf = lawAsOf
    }

    /// A duty with the deadline that a law gives.
    public init(_ deadline: Deadline, lawAsOf day: CivilDate) {
        self.init(
            duty: deadline.duty.id, due: deadline.due, threshold: deadline.duty.threshold.leastRisk,
            hasExceptions: !deadline.duty.exceptions.isEmpty, latenessNeedsReason: deadline.duty.latenessNeedsReason,
            lawAsOf: day.description)
    }

    /// Every duty of the laws for a controller that became aware at the instant.
    public static func all(awareAt instant: Instant, under regimes: [Regime]) -> [OpenedDuty] {
        regimes.flatMap { regime in
            regime.breachDeadlines(awareAt: instant).map { OpenedDuty($0, lawAsOf: regime.asOf) }
        }
    }

    /// Whether the breach owes it, exceptions aside; nil as long as nobody assessed the breach.
    public func isOwed(by breach: BreachAssessment) -> Bool? {
        switch breach {
        case .notAssessed: nil
        case .noPersonalData: false
        case .personalData(let risk): risk >= threshold ?? risk
        }
    }

    private enum CodingKeys: String, CodingKey {
        case duty = "d"
        case due = "u"
        case threshold = "t"
        case hasExceptions = "x"
        case latenessNeedsReason = "l"
        case lawAsOf = "a"
    }
}
