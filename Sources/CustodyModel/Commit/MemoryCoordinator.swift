import Synchronization

/// Commits at once and only in memory: for tests, and for hosts that keep nothing.
public final class MemoryCoordinator: CommitCoordinator {
    private let state = Mutex(State())
    private let signal = CommitSignal()

    private struct State {
        var last = CommitSequence.zero
        var done: [Handle: (request: Handle, sequence: CommitSequence)] = [:]

        func sequence(of idempotency: Idempotency) throws -> CommitSequence? {
            guard let earlier = done[idempotency.key] else { return nil }
            guard earlier.request == idempotency.request else { throw CommitError.reused }
            return earlier.sequence
        }
    }

    /// A coordinator with nothing committed.
    public init() {}

    /// The newest commit.
    public var lastSequence: CommitSequence { state.withLock { $0.last } }

    /// The commit that an idempotency key has made.
    public func sequence(of idempotency: Idempotency) throws -> CommitSequence? {
        try state.withLock { try $0.sequence(of: idempotency) }
    }

    /// Validates, prepares and applies under one lock.
    public func commit(_ changes: [StagedChange], idempotency: Idempotency?) async throws -> Commit {
        let commit = try state.withLock { state in
            if let idempotency, let earlier = try state.sequence(of: idempotency) {
                return Commit(sequence: earlier, isDuplicate: true, results: [:])
            }
            for change in changes { try change.validate() }
            let sequence = state.last.next
            let prepared = try changes.map { try $0.prepare(sequence) }
            state.last = sequence
            if let idempotency { state.done[idempotency.key] = (idempotency.request, sequence) }
            var results: [Int: any Sendable] = [:]
            for (index, change) in prepared.enumerated() { results[index] = try change.apply() }
            return Commit(sequence: sequence, isDuplicate: false, results: results)
        }
        signal.publish(commit.sequence)
        return commit
    }

    /// Waits for a later commit.
    public func committed(after sequence: CommitSequence) async throws -> Bool { try await signal.wait(after: sequence) }
}

extension CommitError {
    /// The idempotency key was used for something else.
    public static let reused = CommitError(
        .idempotencyKeyReused, "this idempotency key was used for another request; choose a new one for a new operation")
}
