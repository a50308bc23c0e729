import Foundation

/// Rounds in which every row is measured once, in an order that turns from round to round, each in an empty directory.
struct Rounds {
    let count: Int
    let seconds: Double
    let directory: String

    /// Refuses what cannot be measured, and makes the directory that all of it happens in.
    func begin(without missing: [String]) throws {
        #if DEBUG
            throw BenchError("figures of a debug build mean nothing: add -c release")
        #endif
        for peer in missing { Self.say("LEFT OUT: \(peer)") }
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    }

    /// - Parameter between: what else belongs to each round, behind its rows.
    func run(_ contenders: [any Contender], between: () async throws -> Void = {}) async throws -> [Report.Row] {
        var rows = contenders.map { Report.Row($0.name) }
        for round in 0..<count {
            Self.say("round \(round + 1) of \(count)")
            for step in contenders.indices {
                let index = (step + round) % contenders.count
                rows[index].take(
                    try await Self.fresh(directory) { try await contenders[index].run(in: $0, seconds: seconds) })
            }
            try await between()
        }
        return rows
    }

    /// Runs `body` with an empty directory and removes it.
    static func fresh<T>(_ parent: String, _ body: (String) async throws -> T) async throws -> T {
        let place = parent + "/" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: false)
        defer {
            do { try FileManager.default.removeItem(atPath: place) } catch { say("could not remove \(place): \(error)") }
        }
        return try await body(place)
    }

    static func say(_ line: String) { FileHandle.standardError.write(Data((line + "\n").utf8)) }
}
