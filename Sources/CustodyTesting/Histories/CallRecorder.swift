import Synchronization

/// Records the calls that many tasks make of one store.
///
/// ```swift
/// let recorder = CallRecorder<Register.Operation, Int?>()
/// await withTaskGroup(of: Void.self) { group in
///     for task in 0..<8 {
///         group.addTask { await recorder.record(.write("a", task)) { try await store.write("a", task) } }
///     }
/// }
/// try Linearizability<Register>().check(recorder.calls)
/// ```
public final class CallRecorder<Operation: Sendable, Outcome: Sendable>: Sendable {
    private let state = Mutex(State())

    private struct State {
        var time: UInt64 = 0
        var calls: [RecordedCall<Operation, Outcome>] = []

        mutating func tick() -> UInt64 {
            time += 1
            return time
        }
    }

    /// A recorder that has seen nothing.
    public init() {}

    /// The calls so far, in the order in which they were made. One that is still under way is open.
    public var calls: [RecordedCall<Operation, Outcome>] { state.withLock { $0.calls } }

    /// Makes a call and records it.
    ///
    /// - Parameters:
    ///   - operation: what is asked.
    ///   - call: asks it. Return what came back, also when that was a refusal. Throw when nobody knows whether it took
    ///     effect: the call then stays open.
    /// - Returns: what came back; nil when it stays open.
    @discardableResult
    public func record(_ operation: Operation, _ call: () async throws -> Outcome) async -> Outcome? {
        let place = state.withLock { state in
            state.calls.append(RecordedCall(operation, invoked: state.tick()))
            return state.calls.count - 1
        }
        guard let outcome = try? await call() else { return nil }
        state.withLock { state in
            state.calls[place].returned = state.tick()
            state.calls[place].outcome = outcome
        }
        return outcome
    }
}
