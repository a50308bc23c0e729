import Synchronization

/// Wakes those who wait for a later commit than one they know. A coordinator has one and tells it of each commit.
public final class CommitSignal: Sendable {
    private let state = Mutex(State())

    private struct State {
        var last = CommitSequence.zero
        var hasEnded = false
        var waiting: [UInt64: Waiter] = [:]
        /// Those that were cancelled before they waited.
        var cancelled: Set<UInt64> = []
        var nextNumber: UInt64 = 0
    }

    private struct Waiter {
        var known: CommitSequence
        var continuation: CheckedContinuation<Outcome, Never>
    }

    private enum Outcome { case committed, ended, cancelled }

    /// A signal of which nobody knows a commit yet.
    public init() {}

    /// A commit is durable and visible, and so are all before it.
    public func publish(_ sequence: CommitSequence) {
        let woken = state.withLock { state -> [Waiter] in
            state.last = max(state.last, sequence)
            guard !state.waiting.isEmpty else { return [] }
            let woken = state.waiting.filter { $0.value.known < sequence }
            for number in woken.keys { state.waiting[number] = nil }
            return Array(woken.values)
        }
        for waiter in woken { waiter.continuation.resume(returning: .committed) }
    }

    /// Nothing more is committed: whoever waits, or will wait, is told so.
    public func end() {
        let woken = state.withLock { state in
            state.hasEnded = true
            defer { state.waiting = [:] }
            return Array(state.waiting.values)
        }
        for waiter in woken { waiter.continuation.resume(returning: .ended) }
    }

    /// Waits until a commit behind the sequence was published.
    ///
    /// - Returns: false when none will be.
    /// - Throws: `CancellationError` when the task is cancelled.
    public func wait(after known: CommitSequence) async throws -> Bool {
        let number = state.withLock { state in
            state.nextNumber += 1
            return state.nextNumber
        }
        let outcome = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let outcome = state.withLock { state -> Outcome? in
                    if state.cancelled.remove(number) != nil { return .cancelled }
                    if state.last > known { return .committed }
                    if state.hasEnded { return .ended }
                    state.waiting[number] = Waiter(known: known, continuation: continuation)
                    return nil
                }
                if let outcome { continuation.resume(returning: outcome) }
            }
        } onCancel: {
            let waiter = state.withLock { state -> Waiter? in
                if let waiter = state.waiting.removeValue(forKey: number) { return waiter }
                state.cancelled.insert(number)
                return nil
            }
            waiter?.continuation.resume(returning: .cancelled)
        }
        // Cancelled after the answer was there, nobody takes the mark away.
        state.withLock { _ = $0.cancelled.remove(number) }
        if outcome == .cancelled { throw CancellationError() }
        return outcome == .committed
    }

    /// How many wait: for tests that must not sleep.
    package var waiterCount: Int { state.withLock { $0.waiting.count } }
}
