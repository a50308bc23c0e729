import CustodyLaw
import CustodyModel
import Foundation
import Testing

@Suite("Days off and local time")
struct CalendarTests {
    /// The working days that the decisions for 2014 (2013/C 39/03) and 2023 (2021/C 201 I/02) take off in Brussels.
    @Test(
        "The pattern of the Union's institutions gives the lists of their decisions",
        arguments: [
            (
                2014,
                "01-01 01-02 04-17 04-18 04-21 05-01 05-09 05-29 05-30 06-09 07-21 08-15 12-24 12-25 12-26 12-29 12-30 12-31"
            ),
            (
                2023,
                "01-02 04-06 04-07 04-10 05-01 05-09 05-18 05-19 05-29 07-21 08-15 11-01 11-02 12-25 12-26 12-27 12-28 12-29"
            ),
        ])
    func institutions(_ year: Int64, _ days: String) throws {
        let calendar = HolidayCalendar.unionInstitutions(years: year...year)
        let listed = Set(try days.split(separator: " ").map { try day("\(year)-\($0)") })
        #expect(listed.count == 18)
        #expect(calendar.holidays.filter { ![.saturday, .sunday].contains($0.weekday) } == listed)
        let luxembourg = HolidayCalendar.unionInstitutions(.luxembourg, years: year...year)
        #expect(
            luxembourg.holidays.symmetricDifference(calendar.holidays) == [try day("\(year)-06-23"), try day("\(year)-07-21")])
    }

    @Test(
        "Easter falls on its known days",
        arguments: [
            "2014-04-20", "2023-04-09", "2024-03-31", "2025-04-20", "2026-04-05", "2027-03-28", "2038-04-25", "2008-03-23",
            "1961-04-02",
        ])
    func easter(_ date: String) throws {
        let sunday = try day(date)
        #expect(CivilDate(easterOf: sunday.year) == sunday && sunday.weekday == .sunday)
    }

    @Test("A calendar says whose years it knows, and one without working days ends")
    func coverage() throws {
        let calendar = HolidayCalendar("x", holidays: [try day("2025-01-01"), try day("2026-12-25")])
        #expect(calendar.knows(try day("2025-06-01")))
        #expect(!calendar.knows(try day("2027-01-01")))
        #expect(!HolidayCalendar.weekends.knows(try day("2025-06-01")))
        let never = HolidayCalendar("never", weekend: Set(Weekday.allCases), holidays: [])
        #expect(LegalPeriod.businessDays(1).end(after: try day("2025-01-01"), on: never) == .notComputed(.noWorkingDay))
        #expect(Regulation1182.end(of: .months(1), after: try day("2025-01-01"), on: never) == .notComputed(.noWorkingDay))
        let last = CivilDate(daysSince1970: .max)
        #expect(LegalPeriod.businessDays(1).end(after: last, on: .weekends) == .notComputed(.noWorkingDay))
    }

    @Test("The Union's summer time is that of the time zone database, at every change and in between")
    func summerTime() throws {
        var dice = Dice()
        for (name, hours) in [("Europe/Brussels", 1), ("Europe/Helsinki", 2), ("Europe/London", 0)] as [(String, Int64)] {
            let database = CivilZone(try #require(TimeZone(identifier: name)))
            let rule = CivilZone.union(name, hours: hours)
            for year in 1997...2035 {
                for change in ["\(year)-03-25", "\(year)-10-25"] {
                    let first = Instant(milliseconds: try day(change).daysSince1970 * 86_400_000)
                    // Either change is at 01:00 UTC of one of seven days.
                    for probe in 0..<21 {
                        let moment = [3_599_999, 3_600_000, 7_200_000][probe % 3] + Int64(probe / 3) * 86_400_000
                        let time = first.adding(milliseconds: moment)
                        #expect(rule.secondsFromUTC(at: time) == database.secondsFromUTC(at: time), "\(name) \(time)")
                    }
                }
            }
            for _ in 0..<200 {
                let time = dice.instant()
                let day = database.day(at: time)
                #expect(
                    database.start(of: day) <= time && time <= database.end(of: day),
                    "\(name) \(time) CUSTODY_SEED=\(dice.seed)")
                #expect(rule.end(of: day) == database.end(of: day), "\(name) \(time) CUSTODY_SEED=\(dice.seed)")
            }
        }
    }

    @Test(
        "A day begins when the clocks first show it, also where they skip midnight or a whole day",
        arguments: [
            // Midnight is skipped: the day begins at 01:00.
            ("Africa/Cairo", "2024-04-26", "2024-04-25T22:00:00Z"),
            // Midnight comes twice: the first begins the day.
            ("America/Havana", "2024-11-03", "2024-11-03T04:00:00Z"),
            // 2011-12-30 never was: it begins and ends where the next day does.
            ("Pacific/Apia", "2011-12-31", "2011-12-30T10:00:00Z"),
            ("Asia/Kolkata", "2025-01-01", "2024-12-31T18:30:00Z"),
        ])
    func oddDays(_ name: String, _ date: String, _ start: String) throws {
        let zone = CivilZone(try #require(TimeZone(identifier: name)))
        let day = try day(date)
        #expect(zone.start(of: day) == (try instant(start)))
        #expect(zone.day(at: zone.start(of: day)) == day)
        #expect(zone.day(at: zone.start(of: day).adding(milliseconds: -1)) < day)
    }

    @Test("A day that begins inside the time that the clocks skip begins when they skip it, and the day before is no longer")
    func aSkippedMidnightBeginsTheDayAtOnce() throws {
        // At 23:30 the clocks show 00:30.
        let change = try instant("2025-03-29T22:30:00Z")
        let zone = CivilZone("skips") { $0 < change ? 3600 : 7200 }
        let (eve, morning) = (try day("2025-03-29"), try day("2025-03-30"))
        #expect(zone.start(of: morning) == change && zone.end(of: eve) == change.adding(milliseconds: -1))
        #expect(zone.day(at: change) == morning && zone.day(at: change.adding(milliseconds: -1)) == eve)
        let due = PeriodEnd.day(eve).last(in: zone)
        #expect(due == change.adding(milliseconds: -1), "an end is never later than the law's")
    }

    @Test("Extremes of time trap nothing")
    func extremes() {
        for milliseconds in [Int64.min, -1, 0, .max] {
            let instant = Instant(milliseconds: milliseconds)
            for reading in Reading.allCases {
                for period in [
                    LegalPeriod.elapsedHours(72), .calendarDays(3), .businessDays(3), .weeks(1), .months(1), .years(1),
                ] {
                    let end = reading.end(of: period, after: instant, at: .unionInstitutions)
                    if let last = end.last(in: .brussels), milliseconds == 0 { #expect(last > instant) }
                }
            }
            #expect(CivilZone.brussels.day(at: instant).year >= 1)
        }
    }

    @Test("DORA's noon of the next working day stands beside the strict end")
    func noon() throws {
        let moments = TriggerMoments([
            .awareness: try instant("2025-03-07T20:00:00Z"), .classificationAsMajor: try instant("2025-03-08T10:00:00Z"),
        ])
        let deadline = try #require(Regime.dora.breachDeadlines(for: moments, at: .unionInstitutions).first)
        #expect(deadline.due == (try instant("2025-03-08T14:00:00Z")) && deadline.reading == .strict)
        #expect(deadline.readings.last?.reading == .noonOfNextWorkingDay)
        #expect(deadline.readings.last?.due == (try instant("2025-03-10T12:00:00+01:00")))
    }
}
