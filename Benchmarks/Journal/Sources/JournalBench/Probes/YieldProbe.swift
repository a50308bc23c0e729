/// How long a task that only yields waits for its turn while two journals are written by 32 tasks each.
///
/// A sync on a cooperative thread would show here as milliseconds.
enum YieldProbe {
    /// Nanoseconds of each yield, sorted.
    static func run(in directories: [String], seconds: Double) async throws -> [UInt64] {
        var logs: [OpenLog] = []
        for directory in directories { logs.append(try await OpenLog.open(in: directory)) }
        let window = Window(seconds: seconds)
        let yields = try await withThrowingTaskGroup(of: [UInt64].self) { group in
            for log in logs {
                for _ in 0..<32 {
                    group.addTask {
                        while Stopwatch.now() < window.end { try await log.commit() }
                        return []
                    }
                }
            }
            group.addTask {
                var yields: [UInt64] = []
                while true {
                    let start = Stopwatch.now()
                    await Task.yield()
                    let end = Stopwatch.now()
                    if start >= window.begin { yields.append(end - start) }
                    if end >= window.end { return yields }
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        for log in logs { try await log.journal.close() }
        return yields.sorted()
    }
}
