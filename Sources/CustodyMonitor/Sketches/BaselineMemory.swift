/// What is usual: for each place and season an exponentially weighted mean and variance of counts, after Anscombe's transform
/// `y = 2√(x + 3/8)`, which gives counts of any size about the same scatter (Anscombe 1948).
///
/// `m += λ·clip(y − m, ±3s)`, `s² = (1 − λ)(s² + λ·clip²)`, `λ = max(floor, 1/(n + 1))`; a single extreme value moves what is usual by
/// three deviations at most. `z = (y − m) / √max(s², 1)`: what varies by itself is never thought to vary less than chance.
struct BaselineMemory {
    private let seasons: Int
    private let floor: Float
    private var means: [Float] = []
    private var variances: [Float] = []
    private var counts: [UInt16] = []

    /// - Parameter floor: how much of what is usual a new value replaces at least.
    init(seasons: Int, floor: Float = 0.1) {
        self.seasons = seasons
        self.floor = floor
    }

    /// Anscombe's transform of a count.
    static func transform(_ count: Float) -> Float { 2 * (count + 0.375).squareRoot() }

    /// How many values the season has seen.
    func seen(_ season: Int, _ place: Int) -> Int { Int(counts[place * seasons + season]) }

    /// What is usual, as a count.
    func expected(_ season: Int, _ place: Int) -> Double {
        let mean = Double(means[place * seasons + season])
        return max(0, mean * mean / 4 - 0.375)
    }

    /// By how many deviations a count is more than usual.
    func deviation(of count: Float, _ season: Int, _ place: Int) -> Float {
        let row = place * seasons + season
        return (Self.transform(count) - means[row]) / max(variances[row], 1).squareRoot()
    }

    /// Learns a count.
    mutating func learn(_ count: Float, _ season: Int, _ place: Int) {
        let row = place * seasons + season
        let seen = counts[row]
        let rate = max(floor, 1 / Float(seen + 1))
        var step = Self.transform(count) - means[row]
        // The first few are all that is known.
        if seen >= 5 {
            let limit = 3 * max(variances[row], 1).squareRoot()
            step = min(max(step, -limit), limit)
        }
        means[row] += rate * step
        variances[row] = seen == 0 ? 0 : (1 - rate) * (variances[row] + rate * step * step)
        if seen < .max { counts[row] = seen + 1 }
    }
}

extension BaselineMemory: ActorMemory {
    var rows: Int { counts.count / seasons }

    mutating func append() {
        means.appendRow(seasons)
        variances.appendRow(seasons)
        counts.appendRow(seasons)
    }

    mutating func clear(_ place: Int) {
        means.clearRow(place, seasons)
        variances.clearRow(place, seasons)
        counts.clearRow(place, seasons)
    }

    mutating func code(_ coder: inout StateCoder) throws(MonitorError) {
        try coder.code(&means)
        try coder.code(&variances)
        try coder.code(&counts)
        try coder.expect(means.count == variances.count && means.count == counts.count && means.count % seasons == 0)
    }
}
