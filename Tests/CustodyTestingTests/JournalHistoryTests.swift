import CustodyFaults
import CustodyJournal
import CustodyModel
import CustodyTesting
import Synchronization
import Testing

/// A journal as those who commit to it see it: everything that is in it, in order.
struct JournalModel: SequentialModel {
    enum Operation: Hashable, Sendable {
        case append(Int)
        /// How many commits are durable.
        case count
    }

    private var count: UInt64 = 0

    static func key(of operation: Operation) -> Int { 0 }

    mutating func apply(_ operation: Operation) -> UInt64 {
        if case .append = operation { count += 1 }
        return count
    }
}

@Suite("Many tasks on one journal")
struct JournalHistoryTests {
    private static let directory = "/journal"
    private static let tasks = 12
    private static let calls = 25
    private static let io: Int32 = 5

    private static func open(
        _ files: any JournalFileSystem, mode: JournalMode = .readWrite
    ) throws -> (journal: Journal, found: [JournalModel.Operation]) {
        var found: [JournalModel.Operation] = []
        let journal = try Journal.open(
            directory: directory, fileSystem: files, storeID: [UInt8](repeating: 1, count: 16), mode: mode,
            salt: { [UInt8](0..<32) },
            replay: { frame in
                let text = String(decoding: frame.body, as: UTF8.self)
                found.append(.append(try #require(Int(text))))
            })
        return (journal, found)
    }

    /// Commits and reads from many tasks at once. What may be in or out is an open call.
    private static func load(_ journal: Journal, _ schedule: Schedule, _ dice: Dice) async -> History<JournalModel> {
        let history = History<JournalModel>()
        // The caller numbers its commits, and must hand them over in that order.
        let last = Mutex(journal.lastSequence)
        await schedule.run(tasks, seed: dice.seed) { task in
            let own = Dice(dice.seed &+ UInt64(task))
            for call in 0..<calls {
                guard own.below(3) > 0 else {
                    await history.record(.count) {
                        let durable = journal.durableSequence
                        return (durable, .read(at: CommitSequence(rawValue: durable), durable))
                    }
                    continue
                }
                let number = task * calls + call
                await history.record(.append(number)) {
                    let (sequence, result) = await append(number, to: journal, last)
                    switch result {
                    case .success: return (sequence, .committed(CommitSequence(rawValue: sequence), sequence))
                    case .failure(let error) where error.code == .commitUnknown: throw error
                    case .failure: return (0, .refused)
                    }
                }
            }
        }
        return history
    }

    private static func append(
        _ number: Int, to journal: Journal, _ last: borrowing Mutex<UInt64>
    ) async -> (UInt64, Result<Void, JournalError>) {
        await withCheckedContinuation { continuation in
            last.withLock { last in
                last += 1
                let sequence = last
                journal.enqueue(JournalEntry(sequence: sequence, body: Array("\(number)".utf8))) {
                    continuation.resume(returning: (sequence, $0))
                }
            }
        }
    }

    @Test("Acknowledgements, reads and what is found afterwards have one order", arguments: Schedule.allCases)
    func order(_ schedule: Schedule) async throws {
        let dice = Dice()
        let disk = InMemoryFileSystem()
        let journal = try Self.open(disk).journal
        let history = await Self.load(journal, schedule, dice)
        try await journal.close()
        let found = try Self.open(disk, mode: .readOnly).found
        try history.check(after: .zero, recovered: found)
        #expect(!found.isEmpty && found.count == history.calls.count { $0.operation != .count })
    }

    @Test(
        "So they have when a call to the disk fails under them, and nothing acknowledged is lost",
        arguments: [FileOperation.Kind.write, .sync], Schedule.allCases)
    func failing(_ kind: FileOperation.Kind, _ schedule: Schedule) async throws {
        let faults: [FaultPlan.Fault] = [.error(Self.io), .shortWrite(bytes: 30, errno: Self.io), .errorAfterwards(Self.io)]
        for place in 1...6 {
            for fault in faults {
                let dice = Dice()
                let disk = InMemoryFileSystem()
                let files = FaultyFileSystem(disk)
                let journal = try Self.open(files).journal
                files.arm(FaultPlan([.init(kind, .nth(place), pathSuffix: ".log", fault)]))
                let history = await Self.load(journal, schedule, dice)
                #expect(files.injectedFaults == 1)
                do { try await journal.close() } catch { #expect(error.code == .poisoned) }
                let found = try Self.open(disk, mode: .readOnly).found
                try History<JournalModel>.check(history.calls, after: .zero, recovered: found)
            }
        }
    }
}
