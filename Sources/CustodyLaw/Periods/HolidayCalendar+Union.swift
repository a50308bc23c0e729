public import CustodyModel

extension HolidayCalendar {
    /// Where an institution of the Union sits; the national holiday differs.
    public enum Seat: String, Hashable, Sendable {
        /// Brussels: 21 July.
        case brussels
        /// Luxembourg: 23 June.
        case luxembourg
    }

    /// The holidays of the institutions of the European Union, by the pattern that their yearly decisions follow.
    ///
    /// Sources: the decisions for 2014 (2013/C 39/03) and for 2023 (2021/C 201 I/02), which the pattern gives to the day. A
    /// decision may depart from it; give the days of its list then.
    ///
    /// - Parameter years: which years; the default covers the laws of this library.
    public static func unionInstitutions(_ seat: Seat = .brussels, years: ClosedRange<Int64> = 2014...2040) -> HolidayCalendar {
        var holidays: Set<CivilDate> = []
        for year in years {
            func insert(_ month: Int64, _ day: Int64) {
                if let day = CivilDate(year: year, month: month, day: day) { holidays.insert(day) }
            }
            insert(1, 1)
            insert(1, 2)
            insert(5, 1)
            insert(5, 9)
            if seat == .brussels { insert(7, 21) } else { insert(6, 23) }
            insert(8, 15)
            insert(11, 1)
            insert(11, 2)
            for day in Int64(24)...31 { insert(12, day) }
            // Maundy Thursday, Good Friday, Easter Monday, Ascension and the day after, Whit Monday.
            if let easter = CivilDate(easterOf: year) {
                for days in [-3, -2, 1, 39, 40, 50] { holidays.insert(easter.adding(.days(days))) }
            }
        }
        return HolidayCalendar("eu-institutions.\(seat.rawValue)", holidays: holidays, years: years)
    }
}

extension CivilDate {
    /// Easter Sunday of the western churches, by the Gregorian computus (Meeus, Jones and Butcher); nil outside the calendar.
    public init?(easterOf year: Int64) {
        let (golden, century, inCentury) = (year % 19, year / 100, year % 100)
        let correction = (century - century / 4 - (century - (century + 8) / 25 + 1) / 3 + 15)
        let epact = (19 * golden + correction) % 30
        let weekday = (32 + 2 * (century % 4) + 2 * (inCentury / 4) - epact - inCentury % 4) % 7
        let late = (golden + 11 * epact + 22 * weekday) / 451
        let days = epact + weekday - 7 * late + 114
        self.init(year: year, month: days / 31, day: days % 31 + 1)
    }
}
