import CustodyModel
import Synchronization

/// Keeps what a durable backend would have written.
final class RecordingCoordinator: CommitCoordinator {
    private let log = Mutex<[(bytes: [UInt8], sequence: CommitSequence)]>([])
    private let inner = MemoryCoordinator()

    var written: [(bytes: [UInt8], sequence: CommitSequence)] { log.withLock { $0 } }
    var lastSequence: CommitSequence { inner.lastSequence }

    func sequence(of idempotency: Idempotency) throws -> CommitSequence? { try inner.sequence(of: idempotency) }

    func commit(_ changes: [StagedChange], idempotency: Idempotency?) async throws -> Commit {
        try await inner.commit(
            changes.map { change in
                var change = change
                let prepare = change.prepare
                change.prepare = { sequence in
                    let prepared = try prepare(sequence)
                    if !prepared.bytes.isEmpty { self.log.withLock { $0.append((prepared.bytes, sequence)) } }
                    return prepared
                }
                return change
            }, idempotency: idempotency)
    }
}
