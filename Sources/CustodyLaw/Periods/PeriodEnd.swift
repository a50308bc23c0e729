public import CustodyModel

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
        /// Days and longer periods need the time zone of the place where the duty is owed.
        case needsTimeZone
        /// Working days need the holidays of the jurisdiction.
        case needsHolidays
        /// Hours need an instant.
        case needsInstant
        /// What starts the period has not happened, or nobody recorded it.
        case notTriggered
        /// The calendar has no working day for more than a year.
        case noWorkingDay
        /// The number is negative or beyond all reason.
        case invalid
    }

    /// The last instant in time; nil when the law names no number, it was not computed, or a day needs a zone.
    public func last(in zone: CivilZone?) -> Instant? {
        switch self {
        case .instant(let instant): instant
        case .day(let day): zone?.end(of: day)
        case .noNumber, .notComputed: nil
        }
    }
}
