import CustodyIncidents
import CustodyLaw
import CustodyModel
import Foundation

/// Takes in incidents of another system, lists them and asks what is due, in memory.
///
///     IncidentBench [INCIDENTS]
@main
struct IncidentBench {
    /// Seven rounds of everything; the median is what is held against a bound.
    private static let rounds = 7

    static func main() async throws {
        let count = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 100_000
        let records = (0..<count).map(record)
        let now = Instant(milliseconds: 1_790_000_000_000)
        var rates: [Double] = []
        var tracker = InMemoryIncidentTracker(committingTo: MemoryCoordinator())
        for _ in 0..<rounds {
            tracker = InMemoryIncidentTracker(committingTo: MemoryCoordinator())
            let start = ContinuousClock.now
            let report = try await importing().take(records, into: tracker, recordedAt: now, actor: PrincipalToken(.zero))
            rates.append(Double(count) / seconds(since: start))
            guard report.added == count else { throw Unexpected() }
        }
        rates.sort()
        print("import in memory: \(Int(rates[rounds / 2])) incidents/s, the slowest of \(rounds) rounds \(Int(rates[0]))")

        let filled = tracker
        let last = try await filled.incidents(openOnly: false, after: nil, limit: count).incidents[count / 2].id
        try await time("a page of 100 incidents from the middle of \(count)") {
            try await filled.incidents(openOnly: false, after: last, limit: 100).incidents.count == 100
        }
        try await time("a page of 100 open incidents") {
            try await filled.incidents(openOnly: true, after: nil, limit: 100).incidents.count == 100
        }
        try await time("the 256 duties due first, of \(count) incidents") {
            try await filled.deadlines(until: now.adding(milliseconds: 72 * 3_600_000), after: nil, limit: 256).count == 256
        }
        try await time("a page of 256 duties from the middle") {
            let until = now.adding(milliseconds: 1_000 * 3_600_000)
            let middle = DueObligation(due: now, incident: last, duty: .gdprAuthority)
            return try await filled.deadlines(until: until, after: middle, limit: 256).count == 256
        }
        try await time("all \(count) incidents at once") {
            try await filled.incidents(openOnly: false, after: nil, limit: .max).incidents.count == count
        }
    }

    private struct Unexpected: Error {}

    private static func importing() -> IncidentImport {
        IncidentImport(
            under: .standard,
            identify: { reference in
                var bytes = Array(reference.utf8.suffix(16))
                bytes.insert(contentsOf: [UInt8](repeating: 0, count: 16 - bytes.count), at: 0)
                guard let handle = Handle(bytes) else { throw Unexpected() }
                return IncidentID(handle)
            },
            // What sealing costs is the cipher's and not the import's.
            seal: { text, _ in SealedValue(key: KeyID(.zero, .text), keyVersion: 1, box: Array(text.utf8)) })
    }

    /// Incidents as another system has them: noticed, mostly aware, and some of them told, around the time of the import.
    private static func record(_ number: Int) -> ForeignIncident {
        func time(_ hour: Int) -> String {
            Instant(milliseconds: 1_789_800_000_000 + Int64((number * 7 + hour) % 50) * 3_600_000).description
        }
        var record = ForeignIncident(reference: "INC-\(number)", title: "Incident number \(number)")
        record.detected = Instant(milliseconds: 1_789_700_000_000).description
        record.aware = time(0)
        record.awareReason = "the report of the day"
        record.determination = "confirmed"
        record.risk = ["unlikely", "risk", "high"][number % 3]
        record.people = "\(number % 500)"
        return record
    }

    private static func time(_ name: String, _ body: @Sendable () async throws -> Bool) async throws {
        var times: [Double] = []
        for _ in 0..<rounds * 3 {
            let start = ContinuousClock.now
            guard try await body() else { throw Unexpected() }
            times.append(seconds(since: start) * 1000)
        }
        times.sort()
        print(
            "\(name): \(String(format: "%.3f ms, the slowest of \(times.count) %.3f", times[times.count / 2], times[times.count - 1]))"
        )
    }

    private static func seconds(since start: ContinuousClock.Instant) -> Double {
        let passed = start.duration(to: .now).components
        return Double(passed.seconds) + Double(passed.attoseconds) / 1e18
    }
}
