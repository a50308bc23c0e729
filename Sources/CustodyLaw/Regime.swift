public import CustodyModel

/// One law and its duties, as data. Laws change, so that every duty says from when to when it holds.
public struct Regime: Hashable, Sendable {
    /// Its name.
    public var id: RegimeID
    /// How people call it.
    public var title: String
    /// Where it holds.
    public var jurisdiction: String
    /// The day on which its duties were last checked. Written with whatever is computed from them.
    public var asOf: CivilDate
    /// The duties after a breach, past ones included.
    public var breachDuties: [Duty]

    /// A law from its parts.
    public init(_ id: RegimeID, title: String, jurisdiction: String, asOf: CivilDate, breachDuties: [Duty]) {
        self.id = id
        self.title = title
        self.jurisdiction = jurisdiction
        self.asOf = asOf
        self.breachDuties = breachDuties
    }

    /// The duties that are law on the day.
    public func breachDuties(on day: CivilDate) -> [Duty] { breachDuties.filter { $0.isValid(on: day) } }

    /// The duties with their deadlines for a controller that became aware at the instant; the law is that of the day in UTC.
    public func breachDeadlines(awareAt instant: Instant) -> [Deadline] {
        breachDuties(on: CivilDate(utc: instant)).map { $0.deadline(triggeredAt: instant) }
    }
}
