import CustodyCrashes

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Runs the parts of a sweep side by side and prints how fast they were.
struct ParallelSweep {
    private let parts = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))

    /// `body` gets the number of its part, and how many there are.
    func run(_ name: String, _ body: @escaping @Sendable (Int, Int) async -> SweepReport) async -> SweepReport {
        let clock = ContinuousClock()
        let start = clock.now
        var report = SweepReport()
        await withTaskGroup(of: SweepReport.self) { group in
            for part in 0..<parts { group.addTask { await body(part, parts) } }
            for await one in group { report.merge(one) }
        }
        let seconds = start.duration(to: clock.now) / .seconds(1)
        let rate = Int(Double(report.states) / max(seconds, 0.001))
        print("\(name): \(report.states) states, \(report.violationCount) violations, \(rate) states a second")
        return report
    }
}
