public import CustodyModel

/// Regulation (EEC, Euratom) 1182/71 Art. 2 and 3: how periods in acts of the Union are counted.
///
/// Source: https://eur-lex.europa.eu/eli/reg/1971/1182/oj. It knows parts of a month too, of which 30 make one (Art. 3(2)(d)); no
/// duty here is given in parts, so that they are counted as days.
public enum Regulation1182 {
    /// The last day of a period of days, weeks, months or years that runs from an event on a day.
    ///
    /// The day of the event is left out (3(1)); months and years end on its date or the month's last day (3(2)(c)); days off
    /// are inside the period (3(3)); a last day that is one moves to the next working day (3(4)); two days or more have two
    /// working days at least (3(5)). One working day is no two days, also across a weekend.
    public static func end(of period: LegalPeriod, after day: CivilDate, on calendar: HolidayCalendar) -> PeriodEnd {
        guard case .day(let last) = period.end(after: day, on: calendar) else {
            return period.end(after: day, on: calendar)
        }
        var isTwoDaysOrMore = last.daysSince1970 - day.daysSince1970 >= 2
        if case .businessDays = period { isTwoDaysOrMore = false }
        return end(from: day, through: last, twoWorkingDays: isTwoDaysOrMore, on: calendar)
    }

    /// When a period of hours is over when it is counted in whole hours: the hour of the event is left out, and the last hour
    /// runs to its end (3(1), 3(2)(a)). No day off moves it (3(4)).
    public static func endOfFullHours(_ hours: Int, after instant: Instant, in zone: CivilZone) -> PeriodEnd {
        let hour: Int64 = 3_600_000
        let (local, overflow) = instant.milliseconds.addingReportingOverflow(zone.milliseconds(at: instant))
        guard !overflow, hours >= 0 else { return .notComputed(.invalid) }
        let elapsed = (local % hour + hour) % hour
        return LegalPeriod.elapsedHours(hours).end(after: instant.adding(milliseconds: hour - elapsed))
    }

    /// When a period of hours is over for whoever holds that 3(5) reaches periods of hours: at the end of the second working day
    /// after the day of the event, where that is later. Contested; no authority's text is known.
    public static func endWithTwoWorkingDays(_ hours: Int, after instant: Instant, at place: LegalPlace) -> PeriodEnd {
        guard case .instant(let end) = LegalPeriod.elapsedHours(hours).end(after: instant) else {
            return .notComputed(.invalid)
        }
        guard hours >= 48 else { return .instant(end) }
        guard let second = place.calendar.day(workingDays: 2, after: place.zone.day(at: instant)) else {
            return .notComputed(.noWorkingDay)
        }
        return .instant(max(end, place.zone.end(of: second)))
    }

    private static func end(
        from first: CivilDate, through last: CivilDate, twoWorkingDays: Bool, on calendar: HolidayCalendar
    ) -> PeriodEnd {
        guard let moved = calendar.workingDay(from: last) else { return .notComputed(.noWorkingDay) }
        guard twoWorkingDays, calendar.workingDays(after: first, through: moved, upTo: 2) < 2 else { return .day(moved) }
        return calendar.day(workingDays: 2, after: first).map(PeriodEnd.day) ?? .notComputed(.noWorkingDay)
    }
}
