public import CustodyModel

/// How long the law wants data of a kind kept at least.
public struct RetentionDuty: Hashable, Sendable, Codable {
    /// Tells it from others.
    public var id: EntryID
    /// What kind of data.
    public var category: DataCategory
    /// For which purpose.
    public var purpose: Purpose?
    /// How long at least.
    public var atLeast: RetentionClass.Period
    /// Where that stands.
    public var reference: String

    /// A duty from its parts.
    public init(
        _ id: EntryID, _ category: DataCategory, for purpose: Purpose? = nil, atLeast: RetentionClass.Period, reference: String
    ) {
        self.id = id
        self.category = category
        self.purpose = purpose
        self.atLeast = atLeast
        self.reference = reference
    }
}

extension Instant {
    /// So much later by the calendar, at the same time of the day.
    func adding(_ period: RetentionClass.Period) -> Instant {
        RetentionClass(name: "", period: period).end(collectedAt: self) ?? self
    }
}

extension RetentionClass.Period {
    /// Whether it is longer than the other in the calendar, counted from a leap year's first day.
    func isLonger(than other: RetentionClass.Period) -> Bool {
        let start = CivilDate(daysSince1970: 19_723)
        return start.adding(other) < start.adding(self)
    }
}
