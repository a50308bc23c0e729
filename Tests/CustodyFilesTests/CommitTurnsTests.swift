import CustodyCore
import CustodyModel
import CustodyTesting
import Foundation
import Synchronization
import Testing

@testable import CustodyFiles
@testable import CustodyJournal

@Suite("Whose turn it is to commit") struct CommitTurnsTests {
    private static func things(reading reads: Set<ConflictKey> = [], writing writes: Set<ConflictKey> = []) -> Touched.Things {
        let change = StagedChange(
            store: .data, reads: reads, writes: writes, validate: {}, prepare: { _ in PreparedChange(bytes: [], apply: {}) })
        return Touched.Things(of: [change], nil)
    }

    /// What happened, in order.
    private final class Names: Sendable {
        private let names = Mutex<[String]>([])
        var all: [String] { names.withLock { $0 } }
        func add(_ name: String) { names.withLock { $0.append(name) } }
    }

    @Test("A writer waits for those that came before it, and for no reader that came later")
    func aWriterWaitsForNoReaderThatCameLater() {
        let (key, other) = (ConflictKey(.data, [1]), ConflictKey(.data, [2]))
        var turns = CommitTurns<String>()
        let (first, writer) = (Self.things(reading: [key]), Self.things(writing: [key]))
        let later = [Self.things(reading: [key]), Self.things(reading: [key, other])]
        // Who waits keeps nobody else waiting whom it does not meet.
        let entered = [
            turns.enter("first", touching: first), turns.enter("writer", touching: writer),
            turns.enter("later", touching: later[0]), turns.enter("latest", touching: later[1]),
            turns.enter("other", touching: Self.things(reading: [other])),
        ]
        #expect(entered == [true, false, false, false, true])
        var rounds = [turns.next()]
        turns.leave(first)
        rounds += [turns.next(), turns.next()]
        #expect(turns.waiterCount == 2)
        turns.leave(writer)
        rounds.append(turns.next())
        #expect(rounds == [[], ["writer"], [], ["later", "latest"]])
        #expect(turns.waiterCount == 0)
    }

    @Test("Two that touch several things in any order get them at once, one after another")
    func severalThings() {
        let keys = (0..<3).map { ConflictKey(.data, [UInt8($0)]) }
        var turns = CommitTurns<Int>()
        let all = [
            Self.things(writing: [keys[0], keys[1]]), Self.things(writing: [keys[1], keys[2]]),
            Self.things(writing: [keys[2], keys[0]]),
        ]
        var entered: [Bool] = []
        for (number, things) in all.enumerated() { entered.append(turns.enter(number, touching: things)) }
        #expect(entered == [true, false, false])
        var rounds: [[Int]] = []
        for things in all {
            turns.leave(things)
            rounds.append(turns.next())
        }
        #expect(rounds == [[1], [2], []])
    }

    @Test("Whatever comes and goes: none overlap that meet, those that meet keep their order, and everybody has a turn")
    func anyOrder() {
        let seed = ProcessInfo.processInfo.environment["CUSTODY_SEED"].flatMap(UInt64.init) ?? .random(in: 0 ... .max)
        print("CUSTODY_SEED=\(seed)")
        let random = SeededRandomSource(seed: seed)
        func below(_ limit: Int) -> Int { Int(random.number() % UInt64(limit)) }
        func keys(_ count: Int) -> Set<ConflictKey> { Set((0..<count).map { _ in ConflictKey(.data, [UInt8(below(60))]) }) }
        var turns = CommitTurns<Int>()
        var came: [Touched.Things] = []
        var (active, order): ([Int], [Int]) = ([], [])
        func meet(_ left: Int, _ right: Int) -> Bool {
            func looks(_ one: Int) -> Set<ConflictKey> { came[one].reads.reduce(into: []) { $0.formUnion($1) } }
            let (first, second) = (came[left].writes, came[right].writes)
            return !first.isDisjoint(with: second.union(looks(right))) || !second.isDisjoint(with: looks(left))
        }
        func begin(_ number: Int) {
            for other in active { #expect(!meet(number, other), "\(number) beside \(other)") }
            active.append(number)
            order.append(number)
        }
        while came.count < 400 || !active.isEmpty {
            if came.count < 400, active.isEmpty || below(2) == 0 {
                came.append(Self.things(reading: keys(below(8) == 0 ? 40 : below(3)), writing: keys(below(3))))
                if turns.enter(came.count - 1, touching: came[came.count - 1]) { begin(came.count - 1) }
            } else {
                turns.leave(came[active.remove(at: below(active.count))])
                for number in turns.next() { begin(number) }
            }
        }
        #expect(order.sorted() == Array(0..<400) && turns.waiterCount == 0)
        #expect(order != order.sorted())
        let places = Dictionary(uniqueKeysWithValues: order.enumerated().map { ($0.element, $0.offset) })
        for later in 1..<400 {
            for earlier in 0..<later where places[earlier, default: 0] > places[later, default: 0] {
                #expect(!meet(earlier, later), "\(later) went before \(earlier)")
            }
        }
    }

    @Test("In a store a reader waits behind a writer that waits", .timeLimit(.minutes(30)))
    func aReaderWaitsBehindAWriterThatWaits() async throws {
        let backends = try await RowBed().create()
        let coordinator = try #require(backends.coordinator as? FileCoordinator)
        let key = ConflictKey(.data, [1])
        let (gate, prepared, applied) = (ThreadSignal(), Names(), Names())
        /// A commit of nothing; the first one keeps the journal's thread until the gate is open.
        @Sendable func commit(_ name: String, reading: Set<ConflictKey> = [], writing: Set<ConflictKey> = []) async throws {
            var unit = UnitOfWork()
            let change = StagedChange(
                store: .data, reads: reading, writes: writing, validate: {},
                prepare: { _ in
                    prepared.add(name)
                    return PreparedChange(
                        bytes: [],
                        apply: {
                            if name == "first" { gate.wait() }
                            applied.add(name)
                            return ()
                        })
                })
            _ = unit.add(change, to: coordinator, resultType: Void.self)
            _ = try await unit.commit()
        }
        async let first: Void = commit("first", reading: [key])
        while prepared.all.isEmpty { await Task.yield() }
        async let writer: Void = commit("writer", writing: [key])
        while coordinator.waiterCount < 1 { await Task.yield() }
        async let reader: Void = commit("reader", reading: [key])
        while coordinator.waiterCount < 2, prepared.all.count < 2 { await Task.yield() }
        #expect(coordinator.waiterCount == 2)
        gate.raise()
        _ = try await (first, writer, reader)
        #expect(applied.all == ["first", "writer", "reader"])
        try await backends.close()
    }

    @Test("Those that wait are told when the store is closed", .timeLimit(.minutes(30)))
    func closedWhileWaiting() async throws {
        let backends = try await RowBed().create()
        let coordinator = try #require(backends.coordinator as? FileCoordinator)
        let key = ConflictKey(.data, [1])
        let (gate, prepared) = (ThreadSignal(), Names())
        @Sendable func commit(_ waits: Bool) async throws {
            var unit = UnitOfWork()
            let change = StagedChange(
                store: .data, writes: [key], validate: {},
                prepare: { _ in
                    prepared.add("one")
                    return PreparedChange(
                        bytes: [],
                        apply: {
                            if waits { gate.wait() }
                            return ()
                        })
                })
            _ = unit.add(change, to: coordinator, resultType: Void.self)
            _ = try await unit.commit()
        }
        let first = Task { try await commit(true) }
        while prepared.all.isEmpty { await Task.yield() }
        let others = (0..<3).map { _ in Task { try await commit(false) } }
        while coordinator.waiterCount < 3 { await Task.yield() }
        async let closed: Void = backends.close()
        gate.raise()
        try await first.value
        try await closed
        for other in others {
            do { try await other.value } catch let error as CommitError { #expect(error.code == .closed) }
        }
        #expect(coordinator.waiterCount == 0)
    }
}
