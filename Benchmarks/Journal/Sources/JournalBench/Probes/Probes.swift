import Foundation

/// What is measured beside the rows, round by round.
struct Probes {
    private let settings: Settings
    private var recovery: RecoveryProbe?
    private var place: String { settings.directory + "/recovery" }

    private var stateRatios: [Double] = []
    private var fileRatios: [Double] = []
    private var stateP99Ratios: [Double] = []
    private var fileP99Ratios: [Double] = []
    private var fileMeanRatios: [Double] = []
    private var yields: [Double] = []
    private var megabytesPerSecond: [Double] = []
    private var reopenings: [Double] = []
    private var checkpointed: [Double] = []

    init(_ settings: Settings) { self.settings = settings }

    mutating func round() async throws {
        if settings.includes("reads") {
            let (idle, syncing) = try await Rounds.fresh(settings.directory) {
                try await ReadProbe.run(in: $0, seconds: settings.seconds / 2)
            }
            stateRatios.append(Self.ratio(syncing.state, idle.state, 0.5))
            fileRatios.append(Self.ratio(syncing.file, idle.file, 0.5))
            stateP99Ratios.append(Self.ratio(syncing.state, idle.state, 0.99))
            fileP99Ratios.append(Self.ratio(syncing.file, idle.file, 0.99))
            fileMeanRatios.append(Self.mean(syncing.file) / Self.mean(idle.file))
        }
        if settings.includes("yield") {
            let waits = try await Rounds.fresh(settings.directory) {
                try await YieldProbe.run(in: [$0 + "/a", $0 + "/b"], seconds: settings.seconds)
            }
            yields.append(Double(waits.percentile(0.99)) / 1000)
        }
    }

    /// What moves hundreds of megabytes, behind all rounds: a throttled disk would make the rows pay for it.
    mutating func end() async throws {
        guard settings.includes("recovery") else { return }
        for _ in 0..<min(5, settings.rounds) { try await recover() }
        try FileManager.default.removeItem(atPath: place)
    }

    var figures: [Report.Figure] {
        [
            ("reads while syncing / without, state, median", stateRatios, " ×", .atMost(1.2)),
            ("reads while syncing / without, file, median", fileRatios, " ×", .atMost(1.2)),
            ("reads while syncing / without, state, p99", stateP99Ratios, " ×", nil),
            ("reads while syncing / without, file, p99", fileP99Ratios, " ×", nil),
            ("reads while syncing / without, file, mean", fileMeanRatios, " ×", nil),
            ("a third task's yield under two journals, p99", yields, " µs", .atMost(1000)),
            ("recovery of \(settings.recoveryMegabytes) MB, unclean, warm", megabytesPerSecond, " MB/s", .atLeast(400)),
            ("opening the same, closed in order, no checkpoint", reopenings, " s", nil),
            ("opening the same, closed in order, behind a checkpoint", checkpointed, " s", .atMost(1)),
        ].compactMap { name, values, unit, bound in
            values.isEmpty ? nil : Report.Figure(name: name, value: values.median, unit: unit, bound: bound)
        }
    }

    private mutating func recover() async throws {
        let probe: RecoveryProbe
        if let recovery {
            probe = recovery
        } else {
            if FileManager.default.fileExists(atPath: place) { try FileManager.default.removeItem(atPath: place) }
            try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: false)
            probe = try await RecoveryProbe.make(in: place, megabytes: settings.recoveryMegabytes)
            recovery = probe
        }
        let seconds = try await Rounds.fresh(settings.directory) { try await probe.recover(in: $0 + "/copy") }
        megabytesPerSecond.append(Double(probe.bytes) / 1e6 / seconds)
        reopenings.append(try await probe.reopen())
        checkpointed.append(try await probe.reopenCheckpointed())
    }

    /// Over all reads, those included that lost their processor to one of the two threads that write.
    private static func mean(_ durations: [UInt64]) -> Double {
        durations.reduce(0) { $0 + Double($1) } / Double(max(durations.count, 1))
    }

    private static func ratio(_ numerator: [UInt64], _ denominator: [UInt64], _ share: Double) -> Double {
        Double(numerator.percentile(share)) / Double(denominator.percentile(share))
    }
}
