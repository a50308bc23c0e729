import Foundation

/// Runs the built `crashprobe` under `strace`, which strikes one of its system calls.
enum Strace {
    /// The calls by which a journal reaches its files.
    enum Call: String, CaseIterable, Sendable {
        case pwrite64, fsync, fdatasync, ftruncate, openat, rename, unlink, mkdir
    }

    /// One call of a run, by the number that it has on its thread.
    struct Point: Sendable, CustomStringConvertible {
        let call: Call
        let number: Int

        var description: String { "\(call.rawValue) \(number)" }
    }

    static let probe = Tool.built("crashprobe")

    private static let path = ["/usr/bin/strace", "/bin/strace", "/usr/local/bin/strace"]
        .first { FileManager.default.isExecutableFile(atPath: $0) }

    /// Whether `strace` is here and may trace.
    static let isInstalled: Bool = {
        guard let path else { return false }
        let process = Process()
        process.executableURL = URL(filePath: path)
        process.arguments = ["-qq", "-o", "/dev/null", "/bin/true"]
        process.standardError = FileHandle.nullDevice
        do { try process.run() } catch { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }()

    /// Runs the probe and strikes where `injection` says, such as `fsync:signal=KILL:when=3`.
    static func run(_ arguments: [String], injecting injection: String) async throws -> Tool.Run {
        try await trace(["-o", "/dev/null", "-e", "inject=\(injection)"], arguments)
    }

    /// Runs the tool, and not the probe, and strikes where it gives a file its name: `signal=KILL:when=2` at the second name.
    /// Nothing else of it makes these calls.
    static func tool(_ arguments: [String], strikingNames strike: String) async throws -> Tool.Run {
        // Of the two a machine may have only one.
        try await tool(arguments, striking: "?link,linkat", strike, [])
    }

    /// Runs the tool and strikes these calls where they reach the file, which need not be there yet: `error=ENOSPC:when=3+` from
    /// the third on. Each thread counts its own.
    static func tool(
        _ arguments: [String], striking calls: String, at file: String, _ strike: String
    ) async throws -> Tool.Run {
        try await tool(arguments, striking: calls, strike, ["-P", file])
    }

    private static func tool(
        _ arguments: [String], striking calls: String, _ strike: String, _ options: [String]
    ) async throws -> Tool.Run {
        guard let path else { throw ProbeError("strace is missing") }
        let traced = ["-f", "-qq", "-o", "/dev/null"] + options + ["-e", "trace=\(calls)", "-e", "inject=\(calls):\(strike)"]
        return try await Tool.run(traced + [Tool.path] + arguments, executable: path)
    }

    /// Runs the probe to its end and answers the calls that it made for the journal, thread by thread: those behind the mark
    /// of its thread. Another thread's number below it would be struck first, so the threads' numbers must not overlap.
    static func points(_ arguments: [String], in directory: String) async throws -> [Point] {
        let log = directory + "/calls"
        let run = try await trace(["-o", log], arguments)
        guard run.status == 0 else { throw ProbeError("the probe failed untouched: \(run.all)") }
        let text = try String(contentsOfFile: log, encoding: .utf8)
        try FileManager.default.removeItem(atPath: log)
        var counts: [Substring: [Call: (all: Int, padding: Int)]] = [:]
        for line in text.split(separator: "\n") where !line.contains("resumed>") {
            let words = line.split(separator: " ", maxSplits: 1)
            guard words.count == 2,
                let call = Call.allCases.first(where: { words[1].drop { $0 == " " }.hasPrefix("\($0.rawValue)(") })
            else { continue }
            var count = counts[words[0], default: [:]][call, default: (0, 0)]
            count.all += 1
            if line.contains("(-1") || line.contains("(\"\"") || line.contains("(AT_FDCWD, \"\"") { count.padding = count.all }
            counts[words[0], default: [:]][call] = count
        }
        var points: [Point] = []
        for call in Call.allCases {
            var reached = 0
            // Only marked threads touch the journal.
            let marked = counts.values.compactMap { $0[call] }.filter { $0.padding > 0 }.sorted { $0.padding < $1.padding }
            for count in marked {
                guard count.padding >= reached else { throw ProbeError("\(call.rawValue): too little padding") }
                if count.all > count.padding {
                    points += ((count.padding + 1)...count.all).map { Point(call: call, number: $0) }
                }
                reached = count.all
            }
        }
        return points
    }

    private static func trace(_ options: [String], _ arguments: [String]) async throws -> Tool.Run {
        guard let path else { throw ProbeError("strace is missing") }
        let calls = Call.allCases.map(\.rawValue).joined(separator: ",")
        return try await Tool.run(
            // Without --seccomp-bpf: with it an injection strikes other calls than the counted ones.
            ["-f", "-qq", "-e", "trace=\(calls)"] + options + [probe] + arguments, executable: path)
    }
}

/// Why a probe's run could not be judged.
struct ProbeError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
