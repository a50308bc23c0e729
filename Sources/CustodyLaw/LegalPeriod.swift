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
    /// Months of the calendar.
    case months(Int)
    /// The law names no number; this is what it says instead. The library does not make one up.
    case none(text: String)

    /// When the period is over, for an event at an instant.
    ///
    /// Days and months are counted on somebody's calendar, so that an instant alone does not tell: ask with a day.
    public func end(after instant: Instant) -> PeriodEnd {
        switch self {
        case .elapsedHours(let hours):
            let (milliseconds, overflow) = Int64(hours).multipliedReportingOverflow(by: 3_600_000)
            guard hours >= 0, !overflow else { return .notComputed(.invalid) }
            return .instant(instant.adding(milliseconds: milliseconds))
        case .calendarDays, .months: return .notComputed(.needsTimeZone)
        case .businessDays: return .notComputed(.needsHolidays)
        case .none(let text): return .noNumber(text)
        }
    }

    /// The last day of the period, for an event on a day where the duty is owed.
    ///
    /// The day of the event is not counted; a date that the month lacks becomes the month's last day (Regulation 1182/71
    /// Art. 3(1) and 3(2)(c)). A last day that is a day off is *not* moved to the next working day, which is never later than
    /// the law allows.
    public func end(after day: CivilDate) -> PeriodEnd {
        switch self {
        case .elapsedHours: return .notComputed(.needsInstant)
        case .calendarDays(let count):
            return (0...Self.longest).contains(count) ? .day(day.adding(.days(count))) : .notComputed(.invalid)
        case .months(let count):
            return (0...Self.longest).contains(count) ? .day(day.adding(.months(count))) : .notComputed(.invalid)
        case .businessDays: return .notComputed(.needsHolidays)
        case .none(let text): return .noNumber(text)
        }
    }

    /// More days or months than any law gives; beyond it a number is a mistake.
    private static let longest = 36_600
}

/// What a period came to.
public enum PeriodEnd: Hashable, Sendable {
    /// Over after this instant.
    case instant(Instant)
    /// Over when this day ends, where the duty is owed.
    case day(CivilDate)
    /// The law names no number but says this.
    case noNumber(String)
    /// Not known, and not guessed.
    case notComputed(Gap)

    /// Why an end was not computed.
    public enum Gap: String, Hashable, Sendable {
        /// Days and months need the time zone of the place where the duty is owed.
        case needsTimeZone
        /// Working days need the holidays of the jurisdiction.
        case needsHolidays
        /// Hours need an instant.
        case needsInstant
        /// The number is negative or beyond all reason.
        case invalid
    }
}
