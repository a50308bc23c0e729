import CustodyModel
import Testing

@Suite struct CivilDateTests {
    @Test(
        "Days are counted from 1970-01-01",
        arguments: [
            ("1970-01-01", 0), ("1969-12-31", -1), ("1970-02-28", 58), ("1970-03-01", 59), ("1972-02-29", 789),
            ("1972-03-01", 790), ("2000-02-29", 11_016), ("2000-03-01", 11_017), ("1900-02-28", -25_509),
            ("1900-03-01", -25_508), ("2100-02-28", 47_540), ("2100-03-01", 47_541), ("2018-05-25", 17_676),
            ("2026-11-24", 20_781), ("1600-02-29", -135_081), ("0001-01-01", -719_162), ("9999-12-31", 2_932_896),
        ])
    func known(_ text: String, _ days: Int64) {
        let date = CivilDate(daysSince1970: days)
        #expect(date.description == text)
        #expect(date.daysSince1970 == days)
    }

    @Test("Every day of 800 years follows the day before it")
    func everyDay() {
        var last = CivilDate(daysSince1970: -146_098)
        for days in Int64(-146_097)...146_097 {
            let date = CivilDate(daysSince1970: days)
            let isNext =
                date.day == last.day + 1 && date.month == last.month && date.year == last.year
                || date.day == 1 && last.day == CivilDate.days(inMonth: last.month, of: last.year)
                    && (date.month == last.month + 1 && date.year == last.year
                        || date.month == 1 && last.month == 12 && date.year == last.year + 1)
            guard isNext, last < date, date.daysSince1970 == days else {
                Issue.record("\(last) is followed by \(date)")
                return
            }
            last = date
        }
    }

    @Test(
        "A day that does not exist is not made",
        arguments: [
            (2026, 2, 29), (1900, 2, 29), (2026, 4, 31), (2026, 0, 1), (2026, 13, 1), (2026, 1, 0), (0, 1, 1), (10_000, 1, 1),
            (-1, 1, 1), (.max, .max, .max), (.min, .min, .min),
        ])
    func absent(_ date: (Int64, Int64, Int64)) {
        #expect(CivilDate(year: date.0, month: date.1, day: date.2) == nil)
    }

    @Test("The day of an instant ends with its last millisecond")
    func utc() {
        #expect(CivilDate(utc: Instant(milliseconds: -1)).description == "1969-12-31")
        #expect(CivilDate(utc: Instant(milliseconds: 0)).description == "1970-01-01")
        #expect(CivilDate(utc: Instant(milliseconds: 86_399_999)).description == "1970-01-01")
        #expect(CivilDate(utc: Instant(milliseconds: .min)).description == "0001-01-01")
    }

    @Test("Counts beyond the calendar stop at its ends")
    func ends() {
        for days in [Int64.min, -719_163] { #expect(CivilDate(daysSince1970: days).description == "0001-01-01") }
        for days in [Int64.max, 2_932_897] { #expect(CivilDate(daysSince1970: days).description == "9999-12-31") }
    }
}
