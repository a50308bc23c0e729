import Foundation

/// What a reopened journal held.
struct ProbeFindings: Equatable {
    private(set) var checkpoint: UInt64 = 0
    /// The last commit, behind the checkpoint or covered by it.
    private(set) var last: UInt64 = 0
    private(set) var values: [UInt64: UInt64] = [:]
    private(set) var isClean = false
    private(set) var complaints: [String] = []

    init(_ run: Tool.Run) throws {
        guard run.status == 0, !run.wasSignalled else { throw ProbeError("reopening ended with \(run.status): \(run.all)") }
        for line in run.output.split(separator: "\n") {
            let words = line.split(separator: " ").map(String.init)
            let numbers = words.dropFirst().compactMap { UInt64($0) }
            switch (words.first, numbers.count) {
            case ("restored", 1): (checkpoint, last) = (numbers[0], numbers[0])
            case ("frame", 1):
                if numbers[0] != last + 1 { complaints.append("commit \(numbers[0]) follows \(last)") }
                last = numbers[0]
            case ("slot", 2): values[numbers[0]] = numbers[1]
            case ("wrong", _), ("torn", _): complaints.append(String(line))
            case ("clean", 0): isClean = words.last == "true"
            case ("closed", 0): continue
            default: throw ProbeError("what does \(line) mean?")
            }
        }
    }

    /// Opens the journal again as the next writer would, twice: the second time must find the same, and closed in order.
    static func reopened(_ root: String) async throws -> ProbeFindings {
        let first = try ProbeFindings(try await Tool.run(["read", root], executable: Strace.probe))
        var second = try ProbeFindings(try await Tool.run(["read", root], executable: Strace.probe))
        guard second.isClean else { throw ProbeError("closed by the reader, but not found so") }
        second.isClean = first.isClean
        guard second == first else { throw ProbeError("found \(first), then \(second)") }
        let names = try FileManager.default.contentsOfDirectory(atPath: root + "/journal")
        let left = names.filter { $0.hasSuffix(".tmp") || $0.hasPrefix("MANIFEST") }
        guard left.count == 1 else { throw ProbeError("left over: \(left.sorted())") }
        return first
    }
}
