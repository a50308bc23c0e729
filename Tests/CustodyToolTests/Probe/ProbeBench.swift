import Foundation
import Testing

/// Directories for probes, and which of their calls are struck.
enum ProbeBench {
    /// `CUSTODY_PROBE=all` kills at every call of a longer run.
    static let isFull = ProcessInfo.processInfo.environment["CUSTODY_PROBE"] == "all"

    /// Commits of one run.
    static let commits = isFull ? "120" : "36"

    /// The calls of a run that nothing strikes. They are the same in every run, and are found out once.
    static let written = Task { try await points(of: commits) }

    /// The same of a run of so many commits.
    static func points(of commits: String) async throws -> [Strace.Point] {
        try await fresh { root in try await Strace.points(["write", root, commits], in: root) }
    }

    /// Runs `body` with an empty directory and removes it.
    static func fresh<T>(_ body: (String) async throws -> T) async throws -> T {
        let place = try Scratch.directory()
        defer { try? FileManager.default.removeItem(at: place) }
        return try await body(place.path)
    }

    /// At most so many of a run's points, spread over them with the first and the last.
    static func chosen(
        _ points: [Strace.Point], of call: Strace.Call, most: Int = isFull ? .max : 4
    ) -> [Strace.Point] {
        let points = points.filter { $0.call == call }
        guard points.count > most else { return points }
        return (0..<most).map { points[$0 * (points.count - 1) / (most - 1)] }
    }
}

extension Trait where Self == ConditionTrait {
    /// Skips where no system call can be struck.
    static var needsStrace: Self {
        .enabled(if: Strace.isInstalled, "strace is missing or may not trace: install it (Debian: strace)")
    }
}
