import Foundation

/// Runs the tool that was built beside the tests.
enum Tool {
    /// How a run ended and what it said.
    struct Run: Sendable {
        var status: Int32
        /// Whether a signal ended it: the tool trapped or was killed.
        var wasSignalled: Bool
        var output: String
        var errors: String

        var all: String { output + errors }
    }

    /// The built binary.
    static var path: String {
        ProcessInfo.processInfo.environment["CUSTODYCTL"] ?? built("custodyctl")
    }

    /// An executable that was built beside the tests.
    static func built(_ name: String) -> String {
        let bundle = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") } ?? Bundle.main
        let directory = bundle.bundlePath.hasSuffix(".xctest") ? bundle.bundleURL.deletingLastPathComponent() : bundle.bundleURL
        return directory.appending(path: name).path
    }

    /// The root of the package.
    static var root: URL {
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
    }

    /// Runs it to its end.
    static func run(_ arguments: [String], environment: [String: String] = [:], executable: String = path) async throws -> Run {
        let process = Process()
        process.executableURL = URL(filePath: executable)
        process.arguments = arguments
        process.environment = self.environment.merging(environment) { $1 }
        process.standardInput = FileHandle.nullDevice
        let (output, errors) = (try Scratch.file(), try Scratch.file())
        defer {
            try? FileManager.default.removeItem(at: output)
            try? FileManager.default.removeItem(at: errors)
        }
        let handles = try [output, errors].map(FileHandle.init(forWritingTo:))
        // Foundation gives descriptors up late, and a long test would run out of them.
        defer { for handle in handles { try? handle.close() } }
        process.standardOutput = handles[0]
        process.standardError = handles[1]
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            process.terminationHandler = { _ in continuation.resume() }
            do { try process.run() } catch {
                process.terminationHandler = nil
                continuation.resume(throwing: error)
            }
        }
        return Run(
            status: process.terminationStatus, wasSignalled: process.terminationReason == .uncaughtSignal,
            output: String(decoding: try Data(contentsOf: output), as: UTF8.self),
            errors: String(decoding: try Data(contentsOf: errors), as: UTF8.self))
    }

    /// The environment without anything that would say where a key is.
    static var environment: [String: String] {
        var environment = ProcessInfo.processInfo.environment
        for name in ["CUSTODY_KEY_FILE", "XDG_CONFIG_HOME"] { environment[name] = nil }
        return environment
    }
}
