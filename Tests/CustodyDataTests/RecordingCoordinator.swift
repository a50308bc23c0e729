import CustodyModel
import Synchronization

/// Commits in memory and keeps the bytes that a journal would have been given.
final class RecordingCoordinator: CommitCoordinator {
    private let inner = MemoryCoordinator()
    private let log = Mutex<[(bytes: [UInt8], sequence: CommitSequence)]>([])

    var written: [(bytes: [UInt8], sequence: CommitSequence)] { log.withLock { $0 } }
    var lastSequence: CommitSequence { inner.lastSequence }

    func sequence(of idempotency: Idempotency) throws -> CommitSequence? { try inner.sequence(of: idempotency) }

    func commit(_ changes: [StagedChange], idempotency: Idempotency?) async throws -> Commit {
        let recording = changes.map { change in
            var change = change
            let prepare = change.prepare
            change.prepare = { sequence in
                let prepared = try prepare(sequence)
                if !prepared.bytes.isEmpty { self.log.withLock { $0.append((prepared.bytes, sequence)) } }
                return prepared
            }
            return change
        }
        return try await inner.commit(recording, idempotency: idempotency)
    }
}
