import CustodyModel
import Testing

@Suite struct RetentionTests {
    @Test(
        "Retention ends on the same date and at the same time of day, or on the month's last day",
        arguments: [
            (RetentionClass.years(1, after: .collection), "2024-02-29T10:00:00Z", "2025-02-28T10:00:00Z"),
            (.years(4, after: .collection), "2024-02-29T10:00:00Z", "2028-02-29T10:00:00Z"),
            (.months(1, after: .collection), "2026-01-31T00:00:00Z", "2026-02-28T00:00:00Z"),
            (.months(1, after: .collection), "2024-01-31T23:59:59.999Z", "2024-02-29T23:59:59.999Z"),
            (.months(3, after: .collection), "2026-11-30T00:00:00Z", "2027-02-28T00:00:00Z"),
            (.months(12, after: .collection), "2026-11-30T00:00:00Z", "2027-11-30T00:00:00Z"),
            (.years(10, after: .yearEnd), "2026-01-01T00:00:00Z", "2037-01-01T00:00:00Z"),
            (.years(10, after: .yearEnd), "2026-12-31T23:59:59.999Z", "2037-01-01T00:00:00Z"),
            (.months(6, after: .yearEnd), "2026-05-05T05:05:05Z", "2027-07-01T00:00:00Z"),
            (RetentionClass(name: "d", period: .days(30)), "2026-02-15T01:00:00Z", "2026-03-17T01:00:00Z"),
            (RetentionClass(name: "d", period: .days(1)), "1969-12-31T23:00:00Z", "1970-01-01T23:00:00Z"),
        ])
    func end(_ retention: RetentionClass, _ collected: String, _ end: String) throws {
        let collected = try #require(Instant(collected))
        #expect(retention.end(collectedAt: collected)?.description == Instant(end)?.description)
    }

    @Test("What a purpose needs has no end")
    func whileNeeded() {
        #expect(RetentionClass.whileNeeded.end(collectedAt: Instant(milliseconds: 0)) == nil)
    }

    @Test(
        "A period beyond all reason ends with the calendar and never before it began", arguments: [Int.max, .max / 2, 1 << 40])
    func extremes(_ count: Int) {
        for period in [RetentionClass.Period.days(count), .months(count), .years(count)] {
            for trigger in [RetentionClass.Trigger.collection, .yearEnd] {
                for start in [Instant(milliseconds: 0), Instant(milliseconds: .max), Instant(milliseconds: .min)] {
                    let end = RetentionClass(name: "x", period: period, after: trigger).end(collectedAt: start)
                    #expect(end.map { $0 >= start || $0.description.hasPrefix("9999-12-31") } == true)
                }
            }
        }
    }

    @Test("A negative period does not trap", arguments: [Int.min, -1, -40_000])
    func negative(_ count: Int) {
        for period in [RetentionClass.Period.days(count), .months(count), .years(count)] {
            #expect(CivilDate(daysSince1970: 0).adding(period) <= CivilDate(daysSince1970: 0))
        }
    }

    @Test("The name of a class says what it is, and it reads back")
    func coding() throws {
        let retention = RetentionClass.years(10, after: .yearEnd)
        #expect(retention.name == "years.10.yearEnd")
        #expect(try CBOR.decode(RetentionClass.self, from: CBOR.encode(retention)) == retention)
    }
}
