public import CustodyModel

/// How long a law gives, in the law's own unit. Units are never turned into each other: a month is not 30 days.
public enum LegalPeriod: Hashable, Sendable {
    /// Hours as they elapse, weekends and holidays included. Regulation (EEC, Euratom) 1182/71 Art. 3(4) does not extend a
    /// period of hours that ends on a day off.
    case elapsedHours(Int)
    /// Days of the calendar.
    case calendarDays(Int)
    /// Working days of a jurisdiction.
    case businessDays(Int)
    /// Weeks.
    case weeks(Int)
    /// Months of the calendar.
    case months(Int)
    /// Years of the calendar.
    case years(Int)
    /// The law names no number; this is what it says instead. The library does not make one up.
    case none(text: String)

    /// When the period is over, for an event at an instant.
    ///
    /// Days and longer periods are counted on somebody's calendar, so that an instant alone does not tell: ask with a day, or
    /// ask a ``Reading`` with a place.
    public func end(after instant: Instant) -> PeriodEnd {
        switch self {
        case .elapsedHours(let hours):
            let (milliseconds, overflow) = Int64(hours).multipliedReportingOverflow(by: 3_600_000)
            guard hours >= 0, !overflow else { return .notComputed(.invalid) }
            return .instant(instant.adding(milliseconds: milliseconds))
        case .calendarDays, .weeks, .months, .years: return .notComputed(.needsTimeZone)
        case .businessDays: return .notComputed(.needsHolidays)
        case .none(let text): return .noNumber(text)
        }
    }

    /// The last day of the period, for an event on a day where the duty is owed.
    ///
    /// The day of the event is not counted; a date that the month lacks becomes the month's last day (Regulation 1182/71
    /// Art. 3(1) and 3(2)(c)). A last day that is a day off is *not* moved to the next working day, which is never later than
    /// the law allows.
    ///
    /// - Parameter calendar: the days off, for working days; without it they are not counted.
    public func end(after day: CivilDate, on calendar: HolidayCalendar? = nil) -> PeriodEnd {
        switch self {
        case .elapsedHours: return .notComputed(.needsInstant)
        case .calendarDays(let count): return Self.end(count) { day.adding(.days($0)) }
        case .weeks(let count): return Self.end(count) { day.adding(.days($0 * 7)) }
        case .months(let count): return Self.end(count) { day.adding(.months($0)) }
        case .years(let count): return Self.end(count) { day.adding(.years($0)) }
        case .businessDays(let count):
            guard let calendar else { return .notComputed(.needsHolidays) }
            guard (0...Self.longest).contains(count) else { return .notComputed(.invalid) }
            return calendar.day(workingDays: count, after: day).map(PeriodEnd.day) ?? .notComputed(.noWorkingDay)
        case .none(let text): return .noNumber(text)
        }
    }

    private static func end(_ count: Int, _ day: (Int) -> CivilDate) -> PeriodEnd {
        (0...longest).contains(count) ? .day(day(count)) : .notComputed(.invalid)
    }

    /// More days or months than any law gives; beyond it a number is a mistake.
    private static let longest = 36_600
}

extension LegalPeriod: CustomStringConvertible {
    /// `72 hours`, `1 month`, or the law's own words.
    public var description: String {
        switch self {
        case .elapsedHours(let count): Self.text(count, "hour")
        case .calendarDays(let count): Self.text(count, "day")
        case .businessDays(let count): Self.text(count, "working day")
        case .weeks(let count): Self.text(count, "week")
        case .months(let count): Self.text(count, "month")
        case .years(let count): Self.text(count, "year")
        case .none(let text): text
        }
    }

    private static func text(_ count: Int, _ unit: String) -> String { "\(count) \(unit)\(count == 1 ? "" : "s")" }
}
