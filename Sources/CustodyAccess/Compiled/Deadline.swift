import Synchronization

/// The first of two results: the work's, or that the time is over. The work is cancelled then and its result ignored, also
/// when it never ends.
struct Deadline: Sendable {
    /// Waits for the time to pass. A test brings its own.
    let sleep: @Sendable () async throws -> Void

    struct Passed: Error {}

    func run<Value: Sendable>(_ work: @escaping @Sendable () async throws -> Value) async throws -> Value {
        let race = Race<Value>()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                race.start(
                    continuation,
                    Task {
                        do { race.finish(.success(try await work())) } catch { race.finish(.failure(error)) }
                    },
                    Task { [sleep] in
                        // Interrupted means that the work was faster.
                        do { try await sleep() } catch { return }
                        race.finish(.failure(Passed()))
                    })
            }
        } onCancel: {
            race.finish(.failure(CancellationError()))
        }
    }
}

/// Hands the first result on and ends what is still running.
private final class Race<Value: Sendable>: Sendable {
    private struct State {
        var continuation: CheckedContinuation<Value, any Error>?
        var tasks: [Task<Void, Never>] = []
        var result: Result<Value, any Error>?
    }

    private let state = Mutex(State())

    func start(_ continuation: CheckedContinuation<Value, any Error>, _ tasks: Task<Void, Never>...) {
        let early = state.withLock { state in
            if state.result == nil {
                state.continuation = continuation
                state.tasks = tasks
            }
            return state.result
        }
        guard let early else { return }
        tasks.forEach { $0.cancel() }
        continuation.resume(with: early)
    }

    func finish(_ result: Result<Value, any Error>) {
        let (continuation, tasks) = state.withLock { state in
            if state.result == nil { state.result = result }
            let waiting = (state.continuation, state.tasks)
            state.continuation = nil
            state.tasks = []
            return waiting
        }
        tasks.forEach { $0.cancel() }
        continuation?.resume(with: result)
    }
}
