import CustodyLaw
import CustodyModel
import Testing

@Suite struct LegalPeriodTests {
    @Test(
        "Hours elapse, whatever the clock on the wall shows and whatever day it is",
        arguments: [
            // Summer time starts in between: the wall clock shows 73 hours.
            ("2025-03-29T10:00:00+01:00", 72, "2025-04-01T11:00:00+02:00"),
            // Friday to Monday. Another reading of Regulation 1182/71 Art. 3(5) ends a day later; the strict one does not.
            ("2025-01-10T16:00:00+01:00", 72, "2025-01-13T16:00:00+01:00"),
            ("2025-03-04T07:30:00Z", 72, "2025-03-07T07:30:00Z"),
            ("2025-03-03T10:00:00Z", 24, "2025-03-04T10:00:00Z"),
        ])
    func hours(start: String, hours: Int, end: String) throws {
        let start = try #require(Instant(start))
        let end = try #require(Instant(end))
        #expect(LegalPeriod.elapsedHours(hours).end(after: start) == .instant(end))
    }

    @Test("The strict reading never ends later than counting full hours")
    func fullHours() throws {
        // Full hours of 2025-04-03T14:18:30Z: from 15:00 to 17:00.
        let start = try #require(Instant("2025-04-03T14:18:30Z"))
        let fullHours = try #require(Instant("2025-04-03T17:00:00Z"))
        guard case .instant(let strict) = LegalPeriod.elapsedHours(2).end(after: start) else {
            return #expect(Bool(false), "not computed")
        }
        #expect(strict <= fullHours)
    }

    @Test(
        "A month ends on the same date, or on the last day of a month that lacks it",
        arguments: [
            ("2025-09-03", 1, "2025-10-03"), ("2024-01-31", 1, "2024-02-29"), ("2025-08-01", 1, "2025-09-01"),
            ("2025-03-31", 1, "2025-04-30"), ("2024-03-05", 1, "2024-04-05"), ("2024-01-30", 1, "2024-02-29"),
            ("2024-02-29", 1, "2024-03-29"), ("2025-08-31", 1, "2025-09-30"), ("2025-01-31", 3, "2025-04-30"),
            ("2024-02-29", 12, "2025-02-28"),
        ])
    func months(start: String, months: Int, end: String) throws {
        #expect(LegalPeriod.months(months).end(after: try day(start)) == .day(try day(end)))
    }

    @Test(
        "Where the law moves the end to a working day, the day that is answered is no later",
        arguments: [
            ("2025-03-05", LegalPeriod.months(1), "2025-04-07"), ("2025-01-15", .months(2), "2025-03-17"),
            ("2025-12-31", .months(1), "2026-02-02"), ("2023-03-31", .months(1), "2023-05-02"),
            ("2025-04-04", .calendarDays(1), "2025-04-07"), ("2025-01-03", .calendarDays(3), "2025-01-08"),
            ("2025-02-28", .calendarDays(3), "2025-03-05"), ("2025-01-10", .calendarDays(2), "2025-01-14"),
        ])
    func unrolled(start: String, period: LegalPeriod, rolled: String) throws {
        guard case .day(let end) = period.end(after: try day(start)) else { return #expect(Bool(false), "not computed") }
        #expect(end <= (try day(rolled)))
        #expect(end > (try day(start)))
    }

    @Test(
        "Calendar days leave the day of the event out",
        arguments: [
            ("2022-12-31", 60, "2023-03-01"), ("2024-12-31", 60, "2025-03-01"), ("2025-01-01", 45, "2025-02-15"),
        ])
    func days(start: String, days: Int, end: String) throws {
        #expect(LegalPeriod.calendarDays(days).end(after: try day(start)) == .day(try day(end)))
    }

    @Test("One working day is one by every reading, also across a weekend and a holiday")
    func oneWorkingDay() throws {
        // Friday 2025-01-03; Monday was Epiphany in Austria.
        let calendar = HolidayCalendar("AT", holidays: [try day("2025-01-06")])
        for reading in Reading.allCases where reading != .eventDayCounts {
            #expect(
                reading.end(of: .businessDays(1), after: try day("2025-01-03"), on: calendar) == .day(try day("2025-01-07")),
                "\(reading)")
            #expect(
                reading.end(of: .businessDays(2), after: try day("2025-01-03"), on: calendar) == .day(try day("2025-01-08")),
                "\(reading)")
        }
        // One calendar day is no two days either, and two are.
        for (days, last) in [(1, "2025-01-07"), (2, "2025-01-08")] {
            let end = Regulation1182.end(of: .calendarDays(days), after: try day("2025-01-03"), on: calendar)
            #expect(end == .day(try day(last)))
        }
    }

    @Test("What cannot be computed is said and not guessed")
    func gaps() throws {
        let instant = Instant(milliseconds: 0)
        let day = CivilDate(daysSince1970: 0)
        #expect(LegalPeriod.months(1).end(after: instant) == .notComputed(.needsTimeZone))
        #expect(LegalPeriod.calendarDays(1).end(after: instant) == .notComputed(.needsTimeZone))
        #expect(LegalPeriod.businessDays(3).end(after: instant) == .notComputed(.needsHolidays))
        #expect(LegalPeriod.businessDays(3).end(after: day) == .notComputed(.needsHolidays))
        #expect(LegalPeriod.elapsedHours(72).end(after: day) == .notComputed(.needsInstant))
        #expect(LegalPeriod.none(text: "promptly").end(after: instant) == .noNumber("promptly"))
        #expect(LegalPeriod.none(text: "promptly").end(after: day) == .noNumber("promptly"))
    }

    @Test("No number is beyond it", arguments: [Int.min, -1, 40_000, Int.max])
    func extremes(_ number: Int) {
        let day = CivilDate(daysSince1970: 0)
        #expect(LegalPeriod.months(number).end(after: day) == .notComputed(.invalid))
        #expect(LegalPeriod.calendarDays(number).end(after: day) == .notComputed(.invalid))
        for instant in [Instant(milliseconds: .min), Instant(milliseconds: .max)] {
            switch LegalPeriod.elapsedHours(number).end(after: instant) {
            case .instant(let end): #expect(end >= instant && number == 40_000)
            case let end: #expect(end == .notComputed(.invalid))
            }
        }
    }

    private func day(_ text: String) throws -> CivilDate {
        let instant = try #require(Instant(text))
        return CivilDate(daysSince1970: instant.milliseconds / 86_400_000)
    }
}
