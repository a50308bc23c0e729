public import CustodyModel

/// How a law's words on a period are read. Where they can be read in more than one way, every reading is computed and the earliest
/// is the one that counts: who keeps it keeps the others.
public enum Reading: String, Hashable, Sendable, Codable, CaseIterable {
    /// Hours elapse from the moment; days leave the day of the event out; an end on a day off stands.
    case strict
    /// As ``strict``, but the day of the event is the first day.
    case eventDayCounts
    /// As ``strict``, and a last day that is a day off moves to the next working day.
    case nextWorkingDay
    /// Regulation 1182/71: the roll of ``nextWorkingDay``, and two working days at least. Hours elapse strictly.
    case regulation1182
    /// Hours counted whole: the hour of the event is left out (Regulation 1182/71 Art. 3(1)).
    case fullHours
    /// Two working days at least, also in a period of hours (Regulation 1182/71 Art. 3(5), contested for hours).
    case twoWorkingDays
    /// An end on a day off moves to noon of the next working day (Delegated Regulation (EU) 2025/301 Art. 5). Of all readings it
    /// alone may give a later event an earlier end: four hours from Sunday evening end on Monday at noon, from Monday at four at eight.
    case noonOfNextWorkingDay

    /// When the period is over by this reading.
    ///
    /// - Parameter place: where the duty is owed; without it only hours are counted, and only strictly.
    public func end(of period: LegalPeriod, after instant: Instant, at place: LegalPlace?) -> PeriodEnd {
        guard let place else { return self == .strict ? period.end(after: instant) : .notComputed(.needsTimeZone) }
        if case .elapsedHours(let hours) = period { return end(ofHours: hours, after: instant, at: place) }
        let day = place.zone.day(at: instant)
        let end = end(of: period, after: day, on: place.calendar)
        guard self == .noonOfNextWorkingDay, case .day(let last) = end, !place.calendar.isWorkingDay(last) else { return end }
        return Self.noon(after: last, at: place)
    }

    /// The last day of a period of days or longer by this reading, for an event on a day. Noon is not a day: that reading answers
    /// as ``strict``.
    public func end(of period: LegalPeriod, after day: CivilDate, on calendar: HolidayCalendar) -> PeriodEnd {
        let end = period.end(after: day, on: calendar)
        guard case .day(let last) = end else { return end }
        switch self {
        case .strict, .fullHours, .noonOfNextWorkingDay: return end
        case .eventDayCounts: return period.end(after: day.adding(.days(-1)), on: calendar)
        case .nextWorkingDay: return calendar.workingDay(from: last).map(PeriodEnd.day) ?? .notComputed(.noWorkingDay)
        case .regulation1182, .twoWorkingDays: return Regulation1182.end(of: period, after: day, on: calendar)
        }
    }

    private func end(ofHours hours: Int, after instant: Instant, at place: LegalPlace) -> PeriodEnd {
        let strict = LegalPeriod.elapsedHours(hours).end(after: instant)
        switch self {
        case .strict, .eventDayCounts, .nextWorkingDay, .regulation1182: return strict
        case .fullHours: return Regulation1182.endOfFullHours(hours, after: instant, in: place.zone)
        case .twoWorkingDays: return Regulation1182.endWithTwoWorkingDays(hours, after: instant, at: place)
        case .noonOfNextWorkingDay: return moved(strict, at: place)
        }
    }

    /// The end, moved where the reading moves instants and this one is on a day off.
    func moved(_ end: PeriodEnd, at place: LegalPlace?) -> PeriodEnd {
        guard self == .noonOfNextWorkingDay, let place, case .instant(let instant) = end else { return end }
        let day = place.zone.day(at: instant)
        return place.calendar.isWorkingDay(day) ? end : Self.noon(after: day, at: place)
    }

    private static func noon(after day: CivilDate, at place: LegalPlace) -> PeriodEnd {
        guard let next = place.calendar.workingDay(from: day) else { return .notComputed(.noWorkingDay) }
        return .instant(place.zone.instant(of: next, milliseconds: 43_200_000))
    }
}
