/// Lets one piece of work in at a time, in the order in which they come.
package actor SerialGate {
    private var last: Task<Void, Never>?

    package init() {}

    /// Waits for what came before, does the work and answers what it answers.
    package func enter<Result: Sendable>(_ body: @escaping @Sendable () async throws -> Result) async throws -> Result {
        let previous = last
        let task = Task {
            await previous?.value
            return try await body()
        }
        last = Task { _ = await task.result }
        return try await task.value
    }
}
