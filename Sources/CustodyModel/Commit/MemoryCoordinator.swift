import Synchronization

/// Commits at once and only in memory: for tests, and for hosts that keep nothing.
public final class MemoryCoordinator: CommitCoordinator {
    private let state = Mutex(State())
    private let signal = CommitSignal()

    private struct State {
        var last = CommitSequence.zero
        var done: [Handle: (request: Handle, sequence: CommitSequence)] = [:]
        /// Why nothing more is committed.
        var stopped: CommitError?

        func sequence(of idempotency: Idempotency) throws -> CommitSequence? {
            guard let earlier = done[idempotency.key] else { return nil }
            guard earlier.request == idempotency.request else { throw CommitError.reused }
            return earlier.sequence
        }

        mutating func commit(_ changes: [StagedChange], _ idempotency: Idempotency?) throws -> Commit {
            if let stopped { throw stopped }
            if let idempotency, let earlier = try sequence(of: idempotency) {
                return Commit(sequence: earlier, isDuplicate: true, results: [:])
            }
            for change in changes { try change.validate() }
            let sequence = last.next
            let prepared = try changes.map { try $0.prepare(sequence) }
            last = sequence
            if let idempotency { done[idempotency.key] = (idempotency.request, sequence) }
            var results: [Int: any Sendable] = [:]
            do { for (index, change) in prepared.enumerated() { results[index] = try change.apply() } } catch {
                stopped = CommitError(.poisoned, "an earlier commit was taken in by half; begin with fresh stores")
                throw CommitError(
                    .damaged, "commit \(sequence) was taken in by half (\(error)); trust nothing that the stores hold")
            }
            return Commit(sequence: sequence, isDuplicate: false, results: results)
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
        do {
            let commit = try state.withLock { try $0.commit(changes, idempotency) }
            signal.publish(commit.sequence)
            return commit
        } catch {
            if state.withLock({ $0.stopped }) != nil { signal.end() }
            throw error
        }
    }

    /// Waits for a later commit.
    public func committed(after sequence: CommitSequence) async throws -> Bool { try await signal.wait(after: sequence) }
}

extension CommitError {
    /// The idempotency key was used for something else.
    public static let reused = CommitError(
        .idempotencyKeyReused, "this idempotency key was used for another request; choose a new one for a new operation")
}
