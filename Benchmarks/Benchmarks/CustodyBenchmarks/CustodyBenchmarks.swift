import Benchmark
import Custody
import Foundation

/// What one governed operation costs, in memory and on files, alone and with 64 tasks at once.
///
/// Compare rows of one run with each other; absolute figures belong to the machine. A sample is a thousand operations, or 256
/// where 64 tasks share them: the first one in a new store costs more than those after it.
let benchmarks: @Sendable () -> Void = {
    Benchmark.defaultConfiguration = .init(
        metrics: [.wallClock, .throughput], timeUnits: .microseconds, scalingFactor: .kilo, maxDuration: .seconds(5),
        maxIterations: 100_000)

    Benchmark("Decide (compiled policy)") { benchmark in
        let registry = try CategoryRegistry(schemas: [Customer.schema], policy: Fixture.policy())
        let session = try CompiledPolicy(Fixture.policy(), categories: registry).session(for: "agent-1")
        let request = AccessRequest(
            .read, for: .customerCare, categories: try registry.mask(of: [.emailAddress, .telephone]),
            subject: SubjectFacts(consent: .notAsked), at: Instant(milliseconds: 0))
        benchmark.startMeasurement()
        for _ in benchmark.scaledIterations { blackHole(session.decide(request)) }
    }

    for backing in Fixture.Backing.allCases {
        Benchmark("Disclose (\(backing))") { benchmark in
            let fixture = try await Fixture(backing)
            benchmark.startMeasurement()
            for _ in benchmark.scaledIterations { blackHole(try await fixture.disclose()) }
            benchmark.stopMeasurement()
            try await fixture.close()
        }

        Benchmark("Collect (\(backing))") { benchmark in
            let fixture = try await Fixture(backing)
            benchmark.startMeasurement()
            for _ in benchmark.scaledIterations { try await fixture.collect() }
            benchmark.stopMeasurement()
            try await fixture.close()
        }

        Benchmark(
            "Collect, 64 tasks (\(backing))", configuration: .init(scalingFactor: .one, maxIterations: 50)
        ) { benchmark in
            let fixture = try await Fixture(backing)
            let iterations = benchmark.scaledIterations.count
            benchmark.startMeasurement()
            for _ in 0..<iterations {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for _ in 0..<64 { group.addTask { for _ in 0..<4 { try await fixture.collect() } } }
                    try await group.waitForAll()
                }
            }
            benchmark.stopMeasurement()
            try await fixture.close()
        }
    }
}
