import CustodyConsent
import CustodyData
import CustodyFaults
import CustodyModel
import CustodyTesting
import Synchronization
import Testing

@Suite("Many tasks on one store")
struct StoreHistoryTests {
    private static let tasks = 8
    private static let calls = 30

    @Test("DataStore: there is one order that explains all of it", arguments: HistoryBed.allCases, Schedule.allCases)
    func records(_ bed: HistoryBed, _ schedule: Schedule) async throws {
        let dice = Dice()
        let disk = InMemoryFileSystem()
        let stores = try await bed.open(on: disk)
        let start = stores.coordinator.lastSequence
        let history = History<RecordModel>()
        let numbers = Mutex(0)
        let crashes = Mutex<[(disk: InMemoryFileSystem, calls: [History<RecordModel>.Call])]>([])
        await schedule.run(Self.tasks, seed: dice.seed) { task in
            let own = Dice(dice.seed &+ UInt64(task))
            var seen: [Int: Int] = [:]
            for call in 0..<Self.calls {
                // What was handed over is committed all the same.
                if call == Self.calls * 3 / 4, task % 2 == 0 { withUnsafeCurrentTask { $0?.cancel() } }
                let record = own.below(3)
                let write = numbers.withLock { number in
                    number += 1
                    return number
                }
                let operation: RecordModel.Operation =
                    switch own.below(5) {
                    case 0, 1: .put(write, record: record, expecting: seen[record])
                    case 2: seen[record].map { .remove(record: record, expecting: $0) } ?? .read(record: record)
                    default: .read(record: record)
                    }
                let told = await history.record(operation) { try await operation.perform(on: stores.data) }
                switch told?.answer {
                case .found(_, let version): seen[record] = version
                case .absent: seen[record] = nil
                default: break
                }
                if bed == .files, call % 10 == task {
                    let crash = history.crash(disk)
                    crashes.withLock { $0.append(crash) }
                }
            }
        }
        #expect(history.calls.count == Self.tasks * Self.calls)
        #expect(history.calls.contains { $0.outcome?.answer == .refused }, "nothing met: the run shows little")
        #expect(history.calls.contains { $0.outcome?.answer == .done })
        try await stores.close()
        guard bed == .files else { return try history.check(after: start) }
        try history.check(after: start, recovered: Self.records(on: disk, after: start))
        #expect(crashes.withLock { $0.count } == 3 * Self.tasks)
        for crash in crashes.withLock({ $0 }) {
            try History<RecordModel>.check(crash.calls, after: start, recovered: Self.records(on: crash.disk, after: start))
        }
    }

    @Test("ConsentLedger: there is one order that explains all of it", arguments: HistoryBed.allCases, Schedule.allCases)
    func consents(_ bed: HistoryBed, _ schedule: Schedule) async throws {
        let dice = Dice()
        let stores = try await bed.open(on: InMemoryFileSystem())
        let start = stores.coordinator.lastSequence
        let history = History<LedgerModel>()
        let numbers = Mutex(0)
        await schedule.run(Self.tasks, seed: dice.seed) { task in
            let own = Dice(dice.seed &+ UInt64(task))
            var seen: [Int: (event: Int, head: CommitSequence)] = [:]
            for _ in 0..<Self.calls {
                let subject = own.below(3)
                let event = numbers.withLock { number in
                    number += 1
                    return number
                }
                let operation: LedgerModel.Operation =
                    switch own.below(8) {
                    case 0, 1: .append(event, subject: subject)
                    case 2, 3: .decide(event, subject: subject, seen: seen[subject]?.event)
                    case 4: .forget(subject: subject)
                    default: .read(subject: subject)
                    }
                let head = seen[subject]?.head
                let told = await history.record(operation) { try await operation.perform(on: stores.consent, head: head) }
                switch (told?.answer, told?.place) {
                case (.events(let events), .readLastChanged(let head, _)): seen[subject] = events.last.map { ($0, head) }
                case (.events, nil): seen[subject] = nil
                default: break
                }
            }
        }
        #expect(history.calls.count == Self.tasks * Self.calls)
        #expect(history.calls.contains { $0.outcome?.answer == .refused }, "nothing met: the run shows little")
        try await stores.close()
        try history.check(after: start)
    }

    @Test("A store that now and then answers what it read before is caught by both checks")
    func staleReads() async throws {
        let stores = try await HistoryBed.memory.open(on: InMemoryFileSystem())
        let history = History<RecordModel>()
        var remembered: History<RecordModel>.Told?
        for number in 1...6 {
            await history.record(.put(number, record: 0, expecting: number == 1 ? nil : number - 1)) {
                try await RecordModel.Operation.put(number, record: 0, expecting: number == 1 ? nil : number - 1)
                    .perform(on: stores.data)
            }
            let told = await history.record(.read(record: 0)) {
                let told = try await RecordModel.Operation.read(record: 0).perform(on: stores.data)
                return number == 5 ? remembered ?? told : told
            }
            remembered = told
        }
        #expect(throws: BrokenPromise.self) { try History<RecordModel>.check(history.calls, after: .zero) }
        #expect(throws: BrokenPromise.self) { try history.checkLinearizable() }
    }

    private static func records(on disk: InMemoryFileSystem, after start: CommitSequence) throws -> [RecordModel.Operation] {
        try HistoryBed.changes(DataChange.self, of: .data, on: disk, after: start).map { changes in
            let operation = changes.count == 1 ? changes.first.flatMap(RecordModel.Operation.init) : nil
            return try #require(operation, "a commit that no task made")
        }
    }
}
