/// What one row did in one round.
struct Sample: Sendable {
    /// Operations per second.
    var rate: Double
    /// Nanoseconds of each operation, sorted.
    var latencies: [UInt64]
    /// Nanoseconds of each sync alone, sorted; empty where they cannot be told apart.
    var syncs: [UInt64] = []

    init(_ recorders: [Recorder], in window: Window) {
        rate = Double(recorders.reduce(0) { $0 + $1.finished }) / (Double(window.end - window.begin) / 1e9)
        latencies = recorders.flatMap(\.latencies).sorted()
        syncs = recorders.flatMap(\.syncs).sorted()
    }
}

/// The time in which operations count. What starts before it warms up.
struct Window: Sendable {
    let begin: UInt64
    let end: UInt64

    init(seconds: Double) {
        begin = Stopwatch.now() + UInt64(min(0.2, seconds / 4) * 1e9)
        end = begin + UInt64(seconds * 1e9)
    }
}

/// What one writer did.
struct Recorder: Sendable {
    let window: Window
    private(set) var latencies: [UInt64] = []
    private(set) var syncs: [UInt64] = []
    /// Operations that ended within the window.
    private(set) var finished = 0

    init(_ window: Window) {
        self.window = window
        latencies.reserveCapacity(1 << 16)
    }

    /// Notes an operation. Answers its end, where the next may begin, or nil when the window is over.
    mutating func note(from start: UInt64) -> UInt64? {
        let now = Stopwatch.now()
        if start >= window.begin { latencies.append(now - start) }
        if now >= window.begin, now < window.end { finished += 1 }
        return now < window.end ? now : nil
    }

    mutating func noteSync(_ nanoseconds: UInt64) { syncs.append(nanoseconds) }
}

extension [UInt64] {
    /// The value below which `share` of a sorted list lies.
    func percentile(_ share: Double) -> UInt64 {
        isEmpty ? 0 : self[Swift.min(count - 1, Int(Double(count) * share))]
    }
}

extension [Double] {
    var median: Double {
        guard !isEmpty else { return .nan }
        let sorted = sorted()
        let middle = count / 2
        return count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    }
}
