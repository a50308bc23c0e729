public import CustodyModel

/// The days off of a place or an institution, as data. Regulation 1182/71 Art. 2: holidays are those of the Member State or the
/// institution concerned, working days are all others except Saturdays and Sundays.
///
/// A holiday that the calendar does not know counts as a working day: an end is then earlier than the law's, never later.
public struct HolidayCalendar: Hashable, Sendable {
    /// Whose days they are, such as `eu-institutions`.
    public var name: String
    /// The days off of every week.
    public var weekend: Set<Weekday>
    /// The holidays.
    public var holidays: Set<CivilDate>
    /// The years whose holidays are known; nil when no holidays are known at all.
    public var years: ClosedRange<Int64>?

    /// A calendar from its parts.
    ///
    /// - Parameter years: the years whose holidays are known; by default from the first holiday's to the last one's.
    public init(
        _ name: String, weekend: Set<Weekday> = [.saturday, .sunday], holidays: Set<CivilDate>,
        years: ClosedRange<Int64>? = nil
    ) {
        self.name = name
        self.weekend = weekend
        self.holidays = holidays
        self.years = years
        if years == nil, let first = holidays.min(), let last = holidays.max() { self.years = first.year...last.year }
    }

    /// Saturdays and Sundays, and no holidays. Never later than a calendar that knows the holidays too.
    public static let weekends = HolidayCalendar("weekends", holidays: [])

    /// Whether people work on the day.
    public func isWorkingDay(_ day: CivilDate) -> Bool { !weekend.contains(day.weekday) && !holidays.contains(day) }

    /// Whether the holidays of the day's year are known.
    public func knows(_ day: CivilDate) -> Bool { years?.contains(day.year) ?? false }

    /// The day, or the first working day after it; nil when there is none for more than a year.
    public func workingDay(from day: CivilDate) -> CivilDate? {
        var day = day
        for _ in 0..<400 {
            if isWorkingDay(day) { return day }
            day = day.next
        }
        return nil
    }

    /// The last of so many working days after a day, which itself is not counted; nil when the calendar has not so many.
    public func day(workingDays count: Int, after day: CivilDate) -> CivilDate? {
        var last = day
        for _ in 0..<max(0, count) {
            guard let next = workingDay(from: last.next), next > last else { return nil }
            last = next
        }
        return last
    }

    /// How many working days there are after the first day and up to the last one.
    func workingDays(after first: CivilDate, through last: CivilDate, upTo limit: Int) -> Int {
        var count = 0
        var day = first
        while day < last, count < limit {
            day = day.next
            if isWorkingDay(day) { count += 1 }
        }
        return count
    }
}
