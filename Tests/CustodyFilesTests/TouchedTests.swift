import CustodyModel
import CustodyTesting
import Foundation
import Testing

@testable import CustodyFiles

@Suite("What commits in flight touch") struct TouchedTests {
    private static func changes(_ reads: [Set<ConflictKey>], _ writes: Set<ConflictKey>) -> [StagedChange] {
        reads.map { staged(reading: $0, writing: []) } + [staged(reading: [], writing: writes)]
    }

    private static func staged(reading reads: Set<ConflictKey>, writing writes: Set<ConflictKey>) -> StagedChange {
        StagedChange(
            store: .data, reads: reads, writes: writes, validate: {}, prepare: { _ in PreparedChange(bytes: [], apply: {}) })
    }

    @Test("A commit waits exactly for those that alter what it touches, or look at what it alters, be it one thing or many")
    func blocking() {
        let seed = ProcessInfo.processInfo.environment["CUSTODY_SEED"].flatMap(UInt64.init) ?? .random(in: 0 ... .max)
        print("CUSTODY_SEED=\(seed)")
        let random = SeededRandomSource(seed: seed)
        func below(_ limit: Int) -> Int { Int(random.number() % UInt64(limit)) }
        func keys(_ count: Int) -> Set<ConflictKey> {
            Set((0..<count).map { _ in ConflictKey(.data, [UInt8(below(200))]) })
        }
        var touched = Touched()
        var inFlight: [(reads: Set<ConflictKey>, writes: Set<ConflictKey>, things: Touched.Things)] = []
        var blocked = 0
        for number in 1...3000 {
            let reads = (0..<below(3)).map { _ in keys(below(8) == 0 ? 30 + below(60) : below(3)) }
            let (all, writes) = (reads.reduce(into: Set<ConflictKey>()) { $0.formUnion($1) }, keys(below(3)))
            let things = Touched.Things(of: Self.changes(reads, writes), nil)
            let expected = inFlight.contains { other in
                !writes.isDisjoint(with: other.reads.union(other.writes)) || !all.isDisjoint(with: other.writes)
            }
            #expect(touched.blocks(things) == expected, "commit \(number)")
            if expected {
                blocked += 1
            } else {
                touched.take(things)
                inFlight.append((all, writes, things))
            }
            if inFlight.count > below(6) {
                let done = inFlight.remove(at: below(inFlight.count))
                touched.release(done.things)
            }
        }
        #expect(blocked > 300 && blocked < 2700)
        for done in inFlight { touched.release(done.things) }
        #expect(!touched.blocks(Touched.Things(of: Self.changes([keys(200)], keys(200)), nil)))
    }

    @Test("Two commits of one idempotency key wait for each other")
    func idempotency() {
        let random = SystemRandomSource()
        func once(_ key: Handle) -> Touched.Things { Touched.Things(of: [], Idempotency(key: key, request: .zero)) }
        let key = Handle.random(from: random)
        var touched = Touched()
        let first = once(key)
        touched.take(first)
        #expect(touched.blocks(once(key)) && !touched.blocks(once(.random(from: random))))
        touched.release(first)
        #expect(!touched.blocks(once(key)))
    }
}
