import CustodyConsent
import CustodyCore
import CustodyModel

/// How long opening takes after a clean close.
struct OpenProbe {
    let directory: String
    let events: Int

    func figures() async throws -> [Report.Figure] {
        Rounds.say("recording \(events) events in a store")
        let built = try await Bed.create(at: directory)
        var unit = UnitOfWork()
        try built.consent.stage(.record(People.notice), in: &unit)
        _ = try await unit.commit()
        let people = events / 2
        for first in stride(from: 0, to: people, by: 500) {
            var unit = UnitOfWork()
            for number in first..<min(first + 500, people) { try built.consent.stage(People.grant(number), in: &unit) }
            _ = try await unit.commit()
        }
        try await built.close()
        var times: [Double] = []
        for _ in 0..<5 {
            let start = Stopwatch.now()
            let opened = try await Bed.open(at: directory)
            times.append(Double(Stopwatch.now() - start) / 1e9)
            guard try await opened.consent.status(of: People.subject(people / 2), purpose: People.purpose).state == .given
            else {
                throw BenchError("a consent was lost")
            }
            try await opened.close()
        }
        return [
            Report.Figure(
                name: "open \(events) events after a clean close, median of 5", value: times.median, unit: " s",
                bound: .atMost(1))
        ]
    }
}
