import CustodyIncidents
import CustodyLaw
import CustodyModel
import Testing

@Suite struct PartialInstantTests {
    private func instant(_ text: String) throws -> Instant { try #require(Instant(text)) }
    private func day(_ year: Int64, _ month: Int64, _ day: Int64) throws -> CivilDate {
        try #require(CivilDate(year: year, month: month, day: day))
    }

    @Test("A day, a month and a year reach from their first to their last millisecond by the clocks of the place")
    func bounds() throws {
        let winter = PartialInstant.on(try day(2026, 10, 25), in: .brussels)
        #expect(winter.earliest == (try instant("2026-10-24T22:00:00Z")))
        #expect(winter.latest == (try instant("2026-10-25T22:59:59.999Z")), "the day has 25 hours")
        let month = try #require(PartialInstant.during(month: 2, of: 2028, in: .utc))
        #expect(month.latest == (try instant("2028-02-29T23:59:59.999Z")))
        let year = try #require(PartialInstant.during(year: 2025, in: .utc))
        #expect(year.earliest == (try instant("2025-01-01")))
        #expect(year.latest == (try instant("2025-12-31T23:59:59.999Z")))
        #expect([winter, month, year].map(\.precision) == [.day, .month, .year])
    }

    @Test("What cannot be is nil, and what ends before it begins does not read back")
    func refused() throws {
        #expect(PartialInstant(from: try instant("2026-01-02"), to: try instant("2026-01-01")) == nil)
        #expect(PartialInstant.during(month: 13, of: 2026, in: .utc) == nil)
        #expect(PartialInstant.during(year: 10_000, in: .utc) == nil)
        let reversed = CBOR.map([
            "e": .text("2026-01-02T00:00:00.000Z"), "l": .text("2026-01-01T00:00:00.000Z"), "p": .text("range"),
        ])
        #expect(throws: DecodingError.self) { try CBOR.decode(PartialInstant.self, from: reversed.encoded()) }
    }

    @Test("It reads back as it was written")
    func coding() throws {
        let range = try #require(PartialInstant(from: try instant("2026-01-01"), to: try instant("2026-01-02")))
        for time in [range, PartialInstant(try instant("2026-01-01")), .on(try day(2026, 3, 29), in: .brussels)] {
            #expect(try CBOR.decode(PartialInstant.self, from: CBOR.encode(time)) == time)
        }
    }

    @Test("Only what is certain is said")
    func certainty() throws {
        let first = PartialInstant.on(try day(2026, 1, 1), in: .utc)
        let noon = PartialInstant(try instant("2026-01-01T12:00:00Z"))
        let next = PartialInstant.on(try day(2026, 1, 2), in: .utc)
        #expect(!first.isCertainly(before: noon) && !noon.isCertainly(before: first))
        #expect(first.isCertainly(before: next) && !next.isCertainly(before: first))
        #expect(next.isCertainly(after: noon.latest) && !first.isCertainly(after: noon.latest))
    }
}
