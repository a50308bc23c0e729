import CustodyConsent
import CustodyModel

/// How long the status of somebody takes, in memory, asked in an order that nothing foresees.
struct StatusProbe {
    let consents: Int

    func figures() async throws -> [Report.Figure] {
        Rounds.say("recording \(consents) consents in memory")
        let ledger = InMemoryConsentLedger(committingTo: MemoryCoordinator())
        var unit = UnitOfWork()
        ledger.stage(.record(People.notice), in: &unit)
        _ = try await unit.commit()
        for first in stride(from: 0, to: consents, by: 1000) {
            var unit = UnitOfWork()
            for number in first..<min(first + 1000, consents) { ledger.stage(People.grant(number), in: &unit) }
            _ = try await unit.commit()
        }
        Rounds.say("asking")
        var order = Array(0..<consents)
        var random = SystemRandomNumberGenerator()
        order.shuffle(using: &random)
        let subjects = order.map { People.subject($0) }
        var latencies: [UInt64] = []
        latencies.reserveCapacity(consents)
        var live = 0
        for subject in subjects {
            let start = Stopwatch.now()
            let status = try await ledger.status(of: subject, purpose: People.purpose, at: nil, knownAt: .latest)
            latencies.append(Stopwatch.now() - start)
            if status.state == .given { live += 1 }
        }
        guard live == consents else { throw BenchError("\(consents - live) consents were lost") }
        latencies.sort()
        return [
            Report.Figure(
                name: "status of \(consents) consents, p99", value: Double(latencies.percentile(0.99)) / 1000, unit: " µs",
                bound: .atMost(1)),
            Report.Figure(
                name: "status, median", value: Double(latencies.percentile(0.5)) / 1000, unit: " µs", bound: nil),
        ]
    }
}
