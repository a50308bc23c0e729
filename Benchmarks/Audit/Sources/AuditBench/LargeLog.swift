import CustodyAudit
import CustodyCore
import CustodyModel
import Foundation

/// What a log of many leaves costs: proofs, verification, opening, disk.
struct LargeLog {
    let directory: String
    let leaves: Int

    private static let perCommit = 1000
    private static let proofs = 5000

    func figures() async throws -> [Report.Figure] {
        var figures: [Report.Figure] = []
        if !FileManager.default.fileExists(atPath: directory) { try await build() }
        let bytes = try Self.size(of: directory)
        figures.append(
            Report.Figure(
                name: "disk per million events without payload, after a close", value: bytes / Double(leaves), unit: " MB",
                bound: .atMost(220)))
        Rounds.say("opening")
        let begin = Stopwatch.now()
        let backends = try await Bed.open(at: directory)
        figures.append(
            Report.Figure(
                name: "open after a clean close", value: Double(Stopwatch.now() - begin) / 1e9, unit: " s", bound: .atMost(1)))
        figures += try await proofFigures(backends.audit)
        Rounds.say("verifying")
        let start = Stopwatch.now()
        let processor = Self.processorSeconds()
        let report = try await backends.audit.verify()
        guard report.isIntact, report.logs[.access]?.size == UInt64(leaves) else {
            throw BenchError("the log is not what was written: \(report.findings.prefix(3))")
        }
        figures.append(
            Report.Figure(
                name: "full verification, leaves/s", value: Double(leaves) / (Double(Stopwatch.now() - start) / 1e9), unit: "",
                bound: .atLeast(1_200_000)))
        figures.append(
            Report.Figure(
                name: "full verification, processor time a leaf",
                value: (Self.processorSeconds() - processor) * 1e9 / Double(leaves), unit: " ns", bound: nil))
        figures.append(
            Report.Figure(name: "largest resident set of the run", value: Self.peakMegabytes(), unit: " MB", bound: nil))
        try await backends.close()
        return figures
    }

    private func build() async throws {
        Rounds.say("recording \(leaves) leaves")
        let backends = try await Bed.create(at: directory)
        let cast = Cast()
        let start = Stopwatch.now()
        for first in stride(from: 0, to: leaves, by: Self.perCommit) {
            var unit = UnitOfWork()
            for number in first..<min(first + Self.perCommit, leaves) {
                _ = try backends.audit.stage(cast.event(number, persons: 0), in: &unit)
            }
            _ = try await unit.commit()
        }
        for log in AuditLog.allCases {
            _ = try await backends.audit.checkpoint(log, at: Instant(milliseconds: 1_900_000_000_000), ifDue: false)
        }
        try await backends.close()
        Rounds.say("recorded in \((Stopwatch.now() - start) / 1_000_000_000) s")
    }

    private func proofFigures(_ audit: any AuditSink) async throws -> [Report.Figure] {
        Rounds.say("proving")
        guard let status = try await audit.status()[.access] else { throw BenchError("there is no access log") }
        var random = SplitMix(state: 1)
        var times: [Double] = []
        for round in 0..<2 {
            times = []
            for _ in 0..<Self.proofs {
                let index = random.next() % status.size
                let start = Stopwatch.now()
                let proof = try await audit.inclusionProof(.access, index: index, size: status.size)
                times.append(Double(Stopwatch.now() - start) / 1000)
                if round == 0, times.count % 100 == 0 {
                    guard let entry = try await audit.entries(AuditQuery(log: .access, from: index, limit: 1)).first,
                        proof.verifies(leafHash: entry.leafHash, root: status.root)
                    else { throw BenchError("a proof does not hold") }
                }
            }
        }
        return [
            Report.Figure(
                name: "inclusion proof, median of \(Self.proofs)", value: times.median, unit: " µs", bound: .atMost(20)),
            Report.Figure(
                name: "inclusion proof, p99", value: times.sorted()[Self.proofs * 99 / 100], unit: " µs", bound: nil),
        ]
    }

    /// What the files occupy, in millions of bytes.
    private static func size(of directory: String) throws -> Double {
        var total: UInt64 = 0
        var parts: [String: UInt64] = [:]
        for path in try FileManager.default.subpathsOfDirectory(atPath: directory) {
            var status = stat()
            guard stat(directory + "/" + path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { continue }
            total += UInt64(status.st_blocks) * 512
            parts[String(path.split(separator: "/")[0]), default: 0] += UInt64(status.st_blocks) * 512
        }
        Rounds.say("occupied: \(parts.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value / 1_000_000) MB" })")
        return Double(total)
    }

    private static var usage: rusage {
        var usage = rusage()
        #if canImport(Glibc)
            getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        #else
            getrusage(RUSAGE_SELF, &usage)
        #endif
        return usage
    }

    private static func peakMegabytes() -> Double {
        #if canImport(Glibc)
            Double(usage.ru_maxrss) / 1000
        #else
            Double(usage.ru_maxrss) / 1_000_000
        #endif
    }

    private static func processorSeconds() -> Double {
        [usage.ru_utime, usage.ru_stime].reduce(0) { $0 + Double($1.tv_sec) + Double($1.tv_usec) / 1e6 }
    }
}

/// Numbers that are spread evenly and the same in every run.
struct SplitMix {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
