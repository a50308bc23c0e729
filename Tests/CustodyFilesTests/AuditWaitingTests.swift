import CustodyAudit
import CustodyCore
import CustodyFaults
import CustodyModel
import Dispatch
import Synchronization
import Testing

@testable import CustodyFiles
@testable import CustodyJournal

@Suite("A log of which somebody reads slowly") struct AuditWaitingTests {
    /// A thread for a task that the gate holds, so that no other task misses it.
    private final class OwnThread: TaskExecutor {
        private let queue = DispatchQueue(label: "query")

        func enqueue(_ job: consuming ExecutorJob) {
            let job = UnownedJob(job)
            queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
        }
    }

    private static func record(_ count: Int, in backends: Backends) async throws {
        var unit = UnitOfWork()
        for _ in 0..<count {
            _ = try backends.audit.stage(AuditEvent(.access, .read, .permit, at: Instant(milliseconds: 1)), in: &unit)
        }
        _ = try await unit.commit()
    }

    @Test("A query that waits for the disk keeps no commit waiting, and tells what there was before", .timeLimit(.minutes(30)))
    func aQueryThatWaitsForTheDiskKeepsNoCommitWaiting() async throws {
        let disk = InMemoryFileSystem()
        let bed = RowBed(disk)
        let made = try await bed.create()
        try await Self.record(100, in: made)
        try await made.close()
        let gate = Gate { $0.kind == .read && $0.path.contains("/rows/rows-") }
        // No checkpoint is made now, for it would read rows as well.
        var options = RowBed.small
        options.checkpointBytes = .max
        let backends = try await RowBed(disk, options: options, provider: bed.provider)
            .open(FaultyFileSystem(disk) { gate.pass($0) })
        gate.shut()
        let query = Task(executorPreference: OwnThread()) { try await backends.audit.entries(AuditQuery(limit: .max)).count }
        for await _ in gate.arrivals { break }
        try await Self.record(1, in: backends)
        gate.open()
        #expect(try await query.value == 100)
        #expect(try await backends.audit.entries(AuditQuery(limit: .max)).count == 101)
        try await backends.close()
    }

    @Test("What reads a whole log leaves the cooperative threads free: no task waits for the disk")
    func whatReadsAWholeLogLeavesTheCooperativeThreadsFree() async throws {
        let disk = InMemoryFileSystem()
        let bed = RowBed(disk)
        let made = try await bed.create()
        // So many that there is a row of the tree above the lowest tiles too.
        for _ in 0..<11 { try await Self.record(100, in: made) }
        try await made.close()
        let reads = Mutex((isCounting: false, all: 0, onTasks: 0))
        let files = FaultyFileSystem(disk) { operation in
            guard operation.kind == .read, operation.path.contains("/rows/rows-") else { return }
            let isOnTask = withUnsafeCurrentTask { $0 != nil }
            reads.withLock { reads in
                guard reads.isCounting else { return }
                reads.all += 1
                if isOnTask { reads.onTasks += 1 }
            }
        }
        var options = RowBed.small
        options.checkpointBytes = .max
        let backends = try await RowBed(disk, options: options, provider: bed.provider).open(files)
        reads.withLock { $0.isCounting = true }
        #expect(try await backends.audit.verify().isIntact)
        var counts = [0, reads.withLock { $0.all }]
        try await backends.audit.rebuildIndex()
        counts.append(reads.withLock { $0.all })
        let late = Instant(milliseconds: 40 * 366 * 86_400_000)
        #expect(try await backends.audit.prunable(.access, keptFor: .months(12), since: nil, at: late) > 0)
        counts.append(reads.withLock { $0.all })
        #expect(zip(counts, counts.dropFirst()).allSatisfy { $1 > $0 + 10 }, "\(counts)")
        #expect(reads.withLock { $0.onTasks } == 0)
        try await backends.close()
    }
}
