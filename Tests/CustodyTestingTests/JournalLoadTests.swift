import CustodyFaults
import CustodyJournal
import Foundation
import Synchronization
import Testing

@Suite("A journal beside other tasks")
struct JournalLoadTests {
    private static func open(_ files: any JournalFileSystem, _ directory: String) throws -> (Journal, [UInt64]) {
        var found: [UInt64] = []
        let journal = try Journal.open(
            directory: directory, fileSystem: files, storeID: [UInt8](repeating: 1, count: 16), mode: .readWrite,
            salt: { [UInt8](0..<32) }, replay: { found.append($0.sequence) })
        return (journal, found)
    }

    private static func commit(
        to journal: Journal, _ last: borrowing Mutex<UInt64>, enqueued: () -> Void = {}
    ) async -> Result<UInt64, JournalError> {
        await withCheckedContinuation { continuation in
            last.withLock { last in
                last += 1
                let sequence = last
                journal.enqueue(JournalEntry(sequence: sequence, body: [1, 2, 3])) { result in
                    continuation.resume(returning: result.map { sequence })
                }
            }
            enqueued()
        }
    }

    /// A sync that held a thread of the concurrency pool would hold it until another task has yielded, which needs a thread:
    /// with a journal for each of them nothing would ever go on. The limit only ends such a run; nothing is measured by it.
    @Test("Journals under constant load, all in slow syncs, do not keep another task from going on", .timeLimit(.minutes(30)))
    func fairness() async throws {
        let gate = YieldGate(yields: 20)
        let count = max(2, ProcessInfo.processInfo.activeProcessorCount)
        let files = FaultyFileSystem(
            InMemoryFileSystem(directories: (0..<count).map { "/\($0)" }), beforeOperation: { gate.pass($0) })
        let journals = try (0..<count).map { try Self.open(files, "/\($0)").0 }
        gate.shut()

        let acknowledged = Counter()
        await withTaskGroup(of: Void.self) { group in
            for journal in journals {
                let last = Counter()
                for _ in 0..<16 {
                    group.addTask {
                        while !gate.isOpen {
                            let result = await Self.commit(to: journal, last.value)
                            if case .success = result { acknowledged.value.withLock { $0 += 1 } }
                        }
                    }
                }
            }
            group.addTask {
                for _ in 0..<1000 { await gate.yield() }
                gate.open()
            }
        }
        #expect(gate.held >= count, "no sync was held, so that nothing was shown")
        #expect(acknowledged.value.withLock { $0 } > 0)
        for journal in journals {
            #expect(journal.durableSequence == journal.lastSequence)
            try await journal.close()
        }
    }

    @Test("Cancelling tasks after they have enqueued abandons nothing of the batch")
    func cancellation() async throws {
        let gate = YieldGate(yields: 1)
        let disk = InMemoryFileSystem(directories: ["/"])
        let files = FaultyFileSystem(disk, beforeOperation: { gate.pass($0) })
        let journal = try Self.open(files, "/journal").0
        gate.shut()

        let last = Counter()
        let (enqueued, note) = AsyncStream.makeStream(of: Int.self)
        let tasks = (0..<10).map { number in
            Task { await Self.commit(to: journal, last.value, enqueued: { note.yield(number) }) }
        }
        var seen = 0
        for await _ in enqueued {
            seen += 1
            if seen == tasks.count { break }
        }
        // Nobody has yielded through the gate, so that the first sync is still under way.
        #expect(journal.durableSequence == 0)
        for task in tasks { task.cancel() }
        gate.open()
        var sequences: [UInt64] = []
        for task in tasks { sequences.append(try await task.value.get()) }
        #expect(sequences.sorted() == Array(1...10))
        try await journal.close()
        #expect(try Self.open(disk, "/journal").1 == Array(1...10))
    }
}

/// A number that several tasks count on.
private final class Counter: Sendable {
    let value = Mutex<UInt64>(0)
}
