import Foundation
import Testing

/// Runs `Tests/IndependentVerifier/tlog.py`.
enum PythonVerifier {
    private static let script = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "IndependentVerifier/tlog.py").path

    /// Whether it can run here. `.ci/run` installs what it needs and fails when a test is skipped.
    static let isThere: Bool = {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3", "-c", "import cryptography"]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        do { try process.run() } catch { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }()

    /// The paths that it refuses.
    static func refused(_ paths: [String], _ key: String) async throws -> Set<String> {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3", script, key] + paths
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.standardError
        try process.run()
        // Read to the end before waiting: a full pipe would stop it.
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        let lines = text.split(separator: "\n")
        try #require(lines.count == paths.count, "the verifier did not answer for every file: \(text.suffix(500))")
        let refused = Set(
            lines.filter { $0.hasPrefix("refused ") }.compactMap { line in paths.first { line.hasPrefix("refused \($0): ") } })
        let accepted = lines.filter { $0.hasPrefix("ok ") }
        try #require(refused.count + accepted.count == paths.count)
        #expect(process.terminationStatus == (refused.isEmpty ? 0 : 1))
        return refused
    }

    /// A directory that goes when nobody holds it.
    final class Place {
        private let directory = FileManager.default.temporaryDirectory.appending(path: "custody-python-\(UUID().uuidString)")

        init() throws { try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true) }

        deinit { try? FileManager.default.removeItem(at: directory) }

        func write(_ bytes: [UInt8], _ name: String) throws -> String {
            let file = directory.appending(path: name)
            try Data(bytes).write(to: file)
            return file.path
        }

        func write(_ files: [String: [UInt8]], _ name: String) throws -> String {
            let top = directory.appending(path: name)
            for (path, bytes) in files {
                let file = top.appending(path: path)
                try FileManager.default.createDirectory(
                    at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
                try Data(bytes).write(to: file)
            }
            return top.path
        }
    }
}
