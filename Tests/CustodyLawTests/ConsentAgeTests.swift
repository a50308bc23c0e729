import CustodyLaw
import CustodyModel
import Testing

@Suite("Ages of consent") struct ConsentAgeTests {
    private func day(_ year: Int64, _ month: Int64 = 6) throws -> CivilDate {
        try #require(CivilDate(year: year, month: month, day: 1))
    }

    @Test("Denmark is 13 until the end of 2023 and 15 from then on")
    func denmark() throws {
        let table = ConsentAgeTable.standard
        #expect(try table.age(in: "DK", at: day(2023, 12)) == 13)
        #expect(try table.age(in: "DK", at: day(2024, 1)) == 15)
    }

    @Test("A row that was not verified gives the regulation's age in the Union, and no answer outside it")
    func unverified() throws {
        let table = ConsentAgeTable.standard
        for country in ["EE", "BG", "SI", "NO"] { #expect(try table.age(in: country, at: day(2026)) == 16) }
        for country in ["IN", "CN", "GB", "CH", "XX", ""] { #expect(try table.age(in: country, at: day(2026)) == nil) }
        #expect(try table.age(in: "AT", at: day(2026)) == 14)
        #expect(try table.age(in: "US", at: day(2026)) == 13)
    }

    @Test("A host's row counts before those that are there, on the days on which it holds")
    func host() throws {
        let own = ConsentAge("GB", 13, .primary, by: "DPA 2018 s.9", validFrom: try day(2025))
        let table = ConsentAgeTable.standard.adding([own, ConsentAge("ES", 16, .primary, validFrom: try day(2027))])
        #expect(try table.age(in: "GB", at: day(2026)) == 13)
        #expect(try table.age(in: "GB", at: day(2024)) == nil)
        #expect(try table.age(in: "ES", at: day(2026)) == 14)
        #expect(try table.age(in: "ES", at: day(2028)) == 16)
    }

    @Test("The table has a row for every state in which the regulation holds, and none beyond its bounds")
    func complete() {
        let table = ConsentAgeTable.standard
        #expect(ConsentAgeTable.union.isSubset(of: Set(table.rows.map(\.country))))
        for row in table.rows where ConsentAgeTable.union.contains(row.country) {
            #expect((13...16).contains(row.years ?? 0), "\(row.country)")
        }
        #expect(Set(table.rows.map(\.country)).count == 37)
    }
}
