import Testing

@testable import CustodyGovernance

@Suite("Counts of people that are hidden")
struct SuppressedTableTests {
    private struct Dice: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return mixed ^ (mixed >> 31)
        }
    }

    private static func table(_ counts: [[Int]]) -> SuppressedTable {
        SuppressedTable(
            rows: counts.indices.map { "r\($0)" }, columns: (counts.first ?? []).indices.map { "c\($0)" }, counts: counts)
    }

    /// At which of some places somebody who tries every table that tells the same, with every hidden count from 0 to 9, finds one
    /// value only. They are tried in an order in which every count changes soon, and until each place has had two values.
    private static func certain(_ places: [(row: Int, column: Int)], in table: SuppressedTable) -> [(row: Int, column: Int)] {
        let hidden = table.counts.indices.flatMap { row in
            table.columns.indices.filter { table.counts[row][$0] == nil }.map { (row, $0) }
        }
        let all = hidden.reduce(1) { count, _ in count * 10 }
        var counts = table.counts.map { $0.map { $0 ?? 0 } }
        var found = [Set<Int>](repeating: [], count: places.count)
        for number in 0..<all {
            // A prime that is no part of ten leads through all of them, each once.
            var digits = number * 7_919 % all
            for (row, column) in hidden {
                counts[row][column] = digits % 10
                digits /= 10
            }
            guard Self.table(counts) == table else { continue }
            for (index, place) in places.enumerated() { found[index].insert(counts[place.row][place.column]) }
            if found.allSatisfy({ $0.count > 1 }) { return [] }
        }
        return places.indices.filter { found[$0].count <= 1 }.map { places[$0] }
    }

    @Test("no small count is told, and none can be reckoned: whoever tries every table that tells the same finds another value")
    func cannotBeRecovered() {
        var dice = Dice(state: 13)
        for round in 0..<150 {
            let (rows, columns) = (Int.random(in: 1...3, using: &dice), Int.random(in: 1...2, using: &dice))
            let counts = (0..<rows).map { _ in
                (0..<columns).map { _ in
                    Bool.random(using: &dice) ? Int.random(in: 0...9, using: &dice) : Int.random(in: 10...99, using: &dice)
                }
            }
            let table = Self.table(counts)
            let small = counts.indices.flatMap { row in
                counts[row].indices.filter { (1..<5).contains(counts[row][$0]) }.map { (row: row, column: $0) }
            }
            #expect(small.allSatisfy { table.counts[$0.row][$0.column] == nil }, "round \(round): \(counts)")
            guard small.isEmpty == false, table.counts.joined().count(where: { $0 == nil }) <= 4 else { continue }
            let certain = Self.certain(small, in: table)
            #expect(certain.isEmpty, "round \(round): \(counts), \(certain)")
        }
    }

    @Test("a line with a hidden count has another one, so that a total from elsewhere gives none away")
    func complementary() {
        var dice = Dice(state: 7)
        for _ in 0..<300 {
            let (rows, columns) = (Int.random(in: 2...6, using: &dice), Int.random(in: 2...6, using: &dice))
            let counts = (0..<rows).map { _ in (0..<columns).map { _ in Int.random(in: 0...20, using: &dice) } }
            let table = Self.table(counts)
            for row in 0..<rows { #expect(table.counts[row].count(where: { $0 == nil }) != 1) }
            for column in 0..<columns { #expect((0..<rows).count(where: { table.counts[$0][column] == nil }) != 1) }
            // What is told is so, and a total is told where everything under it is.
            for row in 0..<rows {
                let isWhole = table.counts[row].allSatisfy { $0 != nil }
                #expect(table.rowTotals[row] == (isWhole ? counts[row].reduce(0, +) : nil))
                for column in 0..<columns { #expect(table.counts[row][column].map { $0 == counts[row][column] } ?? true) }
            }
            #expect(table.total == (table.counts.joined().contains { $0 == nil } ? nil : counts.joined().reduce(0, +)))
        }
    }

    @Test("nothing is hidden that need not be, and no table is no fault")
    func plain() {
        let table = Self.table([[5, 0], [10, 7]])
        #expect(table.counts == [[5, 0], [10, 7]] && table.rowTotals == [5, 17] && table.columnTotals == [15, 7])
        #expect(table.total == 22)
        #expect(Self.table([]).total == 0)
        #expect(Self.table([[4]]).counts == [[nil]])
        #expect(SuppressedTable(rows: ["a"], columns: ["b", "c"], counts: [[-1]]).counts == [[0, 0]])
    }
}
