import CustodyModel
import Testing

@Suite("Identities of records")
struct RecordNamesTests {
    @Test("Within a row each stands behind the one before, and each row begins elsewhere")
    func rows() {
        let dice = Dice()
        let names = RecordNames(from: dice.source)
        let rows = (0..<40).map { _ in (0..<RecordNames.rowLength).map { _ in names.next() } }
        for row in rows {
            let places = row.map(\.handle.words.high)
            #expect(zip(places, places.dropFirst()).allSatisfy(<), "CUSTODY_SEED=\(dice.seed)")
            #expect(Set(places.map { $0 >> 24 }).count == 1, "CUSTODY_SEED=\(dice.seed)")
        }
        let begins = rows.map { $0[0].handle.words.high >> 24 }
        #expect(Set(begins).count == rows.count && begins != begins.sorted(), "CUSTODY_SEED=\(dice.seed)")
    }

    @Test("Nothing of one tells how many came between it and another, and most of it is random")
    func nothingElse() {
        let dice = Dice()
        let names = RecordNames(from: dice.source)
        let all = (0..<20 * RecordNames.rowLength).map { _ in names.next() }
        #expect(Set(all.map(\.handle.words.low)).count == all.count, "CUSTODY_SEED=\(dice.seed)")
        let steps = zip(all, all.dropFirst())
            .filter { $0.handle.words.high >> 24 == $1.handle.words.high >> 24 }
            .map { $1.handle.words.high - $0.handle.words.high }
        // As many as there can be of 16,384, drawn so often, but for some that come twice.
        #expect(Set(steps).count > 5000 && steps.allSatisfy { 1...16_384 ~= $0 }, "CUSTODY_SEED=\(dice.seed)")
        let (ones, zeros) = all.reduce((UInt64(0), UInt64(0))) { ($0.0 | $1.handle.words.low, $0.1 | ~$1.handle.words.low) }
        #expect(ones == .max && zeros == .max, "CUSTODY_SEED=\(dice.seed)")
    }

    @Test("Nobody gets the same one, however many ask beside each other")
    func beside() async {
        let names = RecordNames(from: SystemRandomSource())
        let all = await withTaskGroup(of: [RecordID].self) { group in
            for _ in 0..<8 { group.addTask { (0..<1000).map { _ in names.next() } } }
            return await group.reduce(into: []) { $0 += $1 }
        }
        #expect(Set(all.map(\.handle.words.high)).count == 8000)
    }
}
