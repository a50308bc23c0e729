public import CustodyModel
import Synchronization

/// A coordinator that can be told to fail: for tests of what must hold while nothing can be written.
public final class FaultyCoordinator: CommitCoordinator {
    private let base: any CommitCoordinator
    private let failure = Mutex<CommitError?>(nil)

    /// Wraps a coordinator, by default one in memory.
    public init(_ base: any CommitCoordinator = MemoryCoordinator()) { self.base = base }

    /// Every commit fails with the error until ``recover()``.
    public func fail(with error: CommitError = CommitError(.notCommitted, "the disk is full")) {
        failure.withLock { $0 = error }
    }

    /// Commits work again.
    public func recover() { failure.withLock { $0 = nil } }

    /// Fails, or commits through the wrapped coordinator.
    public func commit(_ changes: [StagedChange], idempotency: Idempotency?) async throws -> Commit {
        if let failure = failure.withLock({ $0 }) { throw failure }
        return try await base.commit(changes, idempotency: idempotency)
    }

    /// The commit that an idempotency key has made.
    public func sequence(of idempotency: Idempotency) throws -> CommitSequence? { try base.sequence(of: idempotency) }

    /// The newest durable commit.
    public var lastSequence: CommitSequence { base.lastSequence }
}
