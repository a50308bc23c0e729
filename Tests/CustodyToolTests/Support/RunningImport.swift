import Foundation
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// An import that is under way, read line by line as it acknowledges rows.
final class RunningImport {
    private let process = Process()
    private let pipe = Pipe()
    private var buffer = Data()
    private(set) var lines: [String] = []

    var identifier: Int32 { process.processIdentifier }

    init(_ bench: Workbench, _ csv: String) throws {
        process.executableURL = URL(filePath: Tool.path)
        process.arguments = bench.importing(csv) + ["--acknowledge", "--key-file", bench.key]
        process.environment = Tool.environment
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        try process.run()
    }

    /// Reads until so many lines have come.
    func waitForLines(_ count: Int) throws {
        while lines.count < count {
            let data = pipe.fileHandleForReading.availableData
            try #require(!data.isEmpty, "the import ended after \(lines.count) lines")
            take(data)
        }
    }

    /// Reads to the end.
    func waitForEnd() {
        while true {
            let data = pipe.fileHandleForReading.availableData
            guard !data.isEmpty else { break }
            take(data)
        }
        process.waitUntilExit()
    }

    /// Kills the process, then reads what it had still said.
    func kill() {
        _ = SystemKill.call(process.processIdentifier, SIGKILL)
        waitForEnd()
    }

    /// The rows that were acknowledged, with their commits.
    var acknowledged: [Int: Int] {
        var rows: [Int: Int] = [:]
        for line in lines {
            let words = line.split(separator: " ")
            guard words.count == 4, words[0] == "ok", words[2] == "commit", let row = Int(words[1]), let commit = Int(words[3])
            else { continue }
            rows[row] = commit
        }
        return rows
    }

    private func take(_ data: Data) {
        buffer += data
        while let end = buffer.firstIndex(of: UInt8(ascii: "\n")) {
            lines.append(String(decoding: buffer[..<end], as: UTF8.self))
            buffer = Data(buffer[buffer.index(after: end)...])
        }
    }
}

private enum SystemKill {
    static func call(_ process: Int32, _ signal: Int32) -> Int32 { kill(process, signal) }
}
