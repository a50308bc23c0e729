public import CustodyModel

/// A day of the week.
public enum Weekday: Int, Hashable, Sendable, CaseIterable {
    /// Monday.
    case monday = 1
    /// Tuesday.
    case tuesday
    /// Wednesday.
    case wednesday
    /// Thursday.
    case thursday
    /// Friday.
    case friday
    /// Saturday.
    case saturday
    /// Sunday.
    case sunday
}

extension CivilDate {
    /// The day of the week.
    public var weekday: Weekday {
        // 1970-01-01 was a Thursday.
        let index = (daysSince1970 % 7 + 7 + 3) % 7
        return Weekday(rawValue: Int(index) + 1) ?? .monday
    }

    /// The day after; on the calendar's last day that day.
    var next: CivilDate { adding(.days(1)) }
}
