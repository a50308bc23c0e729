import CustodyAudit
import CustodyCore
import CustodyFaults
import CustodyModel
import Dispatch
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

    @Test("A query that waits for the disk keeps no commit waiting, and tells what there was before", .timeLimit(.minutes(5)))
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
}
