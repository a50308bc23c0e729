/// Lets one publication in at a time: two that look at the same newest checkpoint must not both follow it.
actor AnchorGate {
    private var last: Task<Void, any Error>?

    func enter(_ body: @escaping @Sendable () async throws -> Void) async throws {
        let previous = last
        let task = Task {
            _ = await previous?.result
            try await body()
        }
        last = task
        try await task.value
    }
}
