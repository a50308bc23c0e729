import Foundation

/// Rounds in which every row is measured once, each in an empty directory.
///
/// What a row leaves behind in a disk's queue is paid by the next one: over the rounds each row follows each other about as often.
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
            for index in Self.order(of: contenders.count, in: round) {
                rows[index].take(
                    try await Self.fresh(directory) { try await contenders[index].run(in: $0, seconds: seconds) })
            }
            try await between()
        }
        return rows
    }

    /// A balanced square: 0, 1, n − 1, 2, n − 2, … shifted from round to round, and read from behind in every other.
    private static func order(of count: Int, in round: Int) -> [Int] {
        let order = (0..<count).map { step in
            ((step % 2 == 1 ? (step + 1) / 2 : count - step / 2) + round / 2) % count
        }
        return round % 2 == 0 ? order : order.reversed()
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
