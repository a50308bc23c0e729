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
        let dayLength: Int64 = 86_400_000
        let elapsed = Int64((Double(instant.milliseconds) / Double(dayLength)).rounded(.down))
        let timeOfDay = instant.milliseconds - elapsed * dayLength
        let start: (date: CivilDate, time: Int64)
        switch trigger {
        case .collection: start = (CivilDate(daysSince1970: elapsed), timeOfDay)
        case .yearEnd:
            let year = CivilDate(daysSince1970: elapsed).year
            start = (CivilDate(year: year + 1, month: 1, day: 1) ?? CivilDate(daysSince1970: elapsed), 0)
        }
        return Instant(milliseconds: start.date.adding(period).daysSince1970 * dayLength + start.time)
    }
}

extension CivilDate {
    /// The day that a period later ends; a date that the month lacks becomes the month's last day.
    public func adding(_ period: RetentionClass.Period) -> CivilDate {
        let months: Int64
        switch period {
        case .days(let count): return CivilDate(daysSince1970: daysSince1970 + Int64(clamping: count))
        case .months(let count): months = Int64(clamping: count)
        case .years(let count): months = Int64(clamping: count).multipliedReportingOverflow(by: 12).partialValue
        }
        let total = (year * 12 + month - 1).addingReportingOverflow(months).partialValue
        let newYear = min(max(total / 12, 1), 9999)
        let newMonth = total % 12 + 1
        let newDay = min(day, Self.days(inMonth: newMonth, of: newYear))
        return CivilDate(year: newYear, month: newMonth, day: newDay) ?? self
    }
}
