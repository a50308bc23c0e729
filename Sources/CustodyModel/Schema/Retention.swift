/// How long a value is kept after something happened. Fields of one class share a key, so that one erasure ends them all.
public struct RetentionClass: Hashable, Sendable, Codable {
    /// A length of time in the calendar's own units; months are never turned into days.
    public enum Period: Hashable, Sendable, Codable {
        /// Calendar days.
        case days(Int)
        /// Calendar months.
        case months(Int)
        /// Calendar years.
        case years(Int)

        /// Whether it is at least one of its units, and short enough for every format that holds it.
        public var isLong: Bool { (1..<1 << 30).contains(count) }

        private var count: Int {
            switch self {
            case .days(let count), .months(let count), .years(let count): count
            }
        }
    }

    /// What starts the time.
    public enum Trigger: String, Hashable, Sendable, Codable {
        /// The value was collected.
        case collection
        /// The calendar year in which it was collected has ended.
        case yearEnd
    }

    /// What the class is called; it keeps its key when other things about it change.
    public var name: String
    /// How long; nil while a purpose needs it.
    public var period: Period?
    /// Counted from what.
    public var trigger: Trigger

    /// A class from its parts.
    public init(name: String, period: Period?, after trigger: Trigger = .collection) {
        self.name = name
        self.period = period
        self.trigger = trigger
    }

    /// As long as a purpose needs it and no longer.
    public static let whileNeeded = RetentionClass(name: "whileNeeded", period: nil)

    /// So many years.
    public static func years(_ count: Int, after trigger: Trigger) -> RetentionClass {
        RetentionClass(name: "years.\(count).\(trigger.rawValue)", period: .years(count), after: trigger)
    }

    /// So many months.
    public static func months(_ count: Int, after trigger: Trigger) -> RetentionClass {
        RetentionClass(name: "months.\(count).\(trigger.rawValue)", period: .months(count), after: trigger)
    }

    /// When the time is over for a value collected at `instant`; nil while a purpose needs it.
    public func end(collectedAt instant: Instant) -> Instant? {
        guard let period else { return nil }
        let (day, timeOfDay) = instant.dayAndTime
        let collected = CivilDate(daysSince1970: day)
        let start: (date: CivilDate, time: Int64)
        switch trigger {
        case .collection: start = (collected, timeOfDay)
        case .yearEnd: start = (CivilDate(year: collected.year + 1, month: 1, day: 1) ?? collected, 0)
        }
        return Instant(milliseconds: start.date.adding(period).daysSince1970 * 86_400_000 + start.time)
    }
}

extension RetentionClass.Period: CustomStringConvertible {
    /// Such as `12 months`.
    public var description: String {
        switch self {
        case .days(1): "1 day"
        case .days(let count): "\(count) days"
        case .months(1): "1 month"
        case .months(let count): "\(count) months"
        case .years(1): "1 year"
        case .years(let count): "\(count) years"
        }
    }
}

extension CivilDate {
    /// The day that a period later ends; a date that the month lacks becomes the month's last day. A period that reaches beyond
    /// the calendar ends with it.
    public func adding(_ period: RetentionClass.Period) -> CivilDate {
        let months: Int64
        switch period {
        case .days(let count): return CivilDate(daysSince1970: daysSince1970 + Self.bounded(count))
        case .months(let count): months = Self.bounded(count)
        case .years(let count): months = Self.bounded(count) * 12
        }
        let total = year * 12 + month - 1 + months
        guard total >= 12 else { return CivilDate(daysSince1970: Self.days.lowerBound) }
        let (newYear, newMonth) = (total / 12, total % 12 + 1)
        let newDay = min(day, Self.days(inMonth: newMonth, of: newYear))
        return CivilDate(year: newYear, month: newMonth, day: newDay) ?? CivilDate(daysSince1970: Self.days.upperBound)
    }

    /// The count, or one that reaches beyond the calendar just as well and with which sums do not overflow.
    private static func bounded(_ count: Int) -> Int64 {
        min(max(Int64(clamping: count), -10_000_000), 10_000_000)
    }
}
