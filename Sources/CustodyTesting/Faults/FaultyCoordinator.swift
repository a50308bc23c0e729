public import CustodyModel

/// A coordinator that can be told to fail: for tests of what must hold while nothing can be written.
///
/// A commit that fails *after* its work stands for one whose answer was lost; give it `CommitError.commitUnknown`.
public final class FaultyCoordinator: CommitCoordinator {
    private let base: any CommitCoordinator
    private let faults: StoreFaults

    /// Wraps a coordinator, by default one in memory.
    public init(_ base: any CommitCoordinator = MemoryCoordinator(), faults: StoreFaults = StoreFaults()) {
        self.base = base
        self.faults = faults
    }

    /// Every commit fails with the error until ``recover()``.
    public func fail(with error: CommitError = CommitError(.notCommitted, "the disk is full")) {
        faults.recover()
        faults.fail(.commit, with: error)
    }

    /// Commits work again, and so does everything else that shares the plan.
    public func recover() { faults.recover() }

    /// Fails, or commits through the wrapped coordinator.
    public func commit(_ changes: [StagedChange], idempotency: Idempotency?) async throws -> Commit {
        try await faults.perform(.commit) { try await base.commit(changes, idempotency: idempotency) }
    }

    /// The commit that an idempotency key has made.
    public func sequence(of idempotency: Idempotency) throws -> CommitSequence? {
        try faults.perform(.sequence) { try base.sequence(of: idempotency) }
    }

    /// The newest durable commit. It cannot fail.
    public var lastSequence: CommitSequence { base.lastSequence }

    /// Waits for a later commit.
    public func committed(after sequence: CommitSequence) async throws -> Bool {
        try await faults.perform(.committed) { try await base.committed(after: sequence) }
    }
}
