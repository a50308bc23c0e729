public import CustodyModel
import Synchronization

/// Commits in memory and keeps what a durable backend would have written: to replay it, and to look for what must not
/// stand there.
public final class RecordingCoordinator: CommitCoordinator {
    private let base = MemoryCoordinator()
    private let log = Mutex<[(bytes: [UInt8], sequence: CommitSequence)]>([])

    /// A coordinator that has recorded nothing.
    public init() {}

    /// The bytes of every committed change, in order, with their commit. Mere preconditions leave none.
    public var written: [(bytes: [UInt8], sequence: CommitSequence)] { log.withLock { $0 } }

    /// The newest commit.
    public var lastSequence: CommitSequence { base.lastSequence }

    /// The commit that an idempotency key has made.
    public func sequence(of idempotency: Idempotency) throws -> CommitSequence? { try base.sequence(of: idempotency) }

    /// Waits for a later commit.
    public func committed(after sequence: CommitSequence) async throws -> Bool {
        try await base.committed(after: sequence)
    }

    /// Commits, and records the bytes when the changes are applied.
    public func commit(_ changes: [StagedChange], idempotency: Idempotency?) async throws -> Commit {
        let recorded = changes.map { change in
            var change = change
            let prepare = change.prepare
            change.prepare = { sequence in
                var prepared = try prepare(sequence)
                let (bytes, apply) = (try prepared.bytes(), prepared.apply)
                prepared.apply = {
                    if !bytes.isEmpty { self.log.withLock { $0.append((bytes, sequence)) } }
                    return try apply()
                }
                return prepared
            }
            return change
        }
        return try await base.commit(recorded, idempotency: idempotency)
    }
}
