import Dispatch

/// Runs what waits for the disk off the cooperative threads, which must never wait.
package func blocking<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
    try await withCheckedThrowingContinuation { waiter in
        DispatchQueue.global().async { waiter.resume(with: Swift.Result { try body() }) }
    }
}
