import CustodyModel
import CustodyTesting
import Dispatch
import Synchronization

/// Runs tasks one at a time, and draws by a seed which of those that are ready goes on.
///
/// Tasks that only wait for each other run in the same order for the same seed. What waits for a journal's thread depends on
/// that thread too; then the seed gives the operations, and one order of many.
final class SeededExecutor: TaskExecutor {
    private let queue = DispatchQueue(label: "custody.seeded")
    private let ready = Mutex<[UnownedJob]>([])
    private let source: SeededRandomSource

    init(seed: UInt64) { source = SeededRandomSource(seed: seed) }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        ready.withLock { $0.append(job) }
        // One run for each job, not always of that job.
        queue.async { [self] in draw().runSynchronously(on: asUnownedTaskExecutor()) }
    }

    private func draw() -> UnownedJob {
        ready.withLock { ready in ready.remove(at: Int(source.number() % UInt64(ready.count))) }
    }
}

/// How the tasks of a test are run.
enum Schedule: CaseIterable, Sendable {
    /// One at a time, in an order that a seed draws.
    case seeded
    /// As many at once as the machine can.
    case parallel

    /// Runs `count` tasks to their end.
    func run(_ count: Int, seed: UInt64, _ task: @escaping @Sendable (Int) async -> Void) async {
        let all: @Sendable () async -> Void = {
            await withTaskGroup(of: Void.self) { group in
                for number in 0..<count { group.addTask { await task(number) } }
            }
        }
        switch self {
        case .seeded: await withTaskExecutorPreference(SeededExecutor(seed: seed)) { await all() }
        case .parallel: await all()
        }
    }
}
