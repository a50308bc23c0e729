import Foundation

/// Threads of the operating system, for calls that block.
enum Threads {
    /// Runs `body` on so many threads at once and answers what each returned.
    static func run<T: Sendable>(_ count: Int, _ body: @escaping @Sendable (Int) throws -> T) async throws -> [T] {
        try await withThrowingTaskGroup(of: T.self) { group in
            for index in 0..<count {
                group.addTask {
                    try await withCheckedThrowingContinuation { continuation in
                        Thread { continuation.resume(with: Result { try body(index) }) }.start()
                    }
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
    }

    static func run<T: Sendable>(_ body: @escaping @Sendable () throws -> T) async throws -> T {
        guard let result = try await run(1, { _ in try body() }).first else { throw BenchError("a thread returned nothing") }
        return result
    }
}
