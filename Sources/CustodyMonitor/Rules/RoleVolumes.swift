/// What the actors of each role take in an hour in which they take anything.
struct RoleVolumes {
    private static let steps = 64
    private var baseline = BaselineMemory(seasons: Moment.seasons, floor: 0.02)
    /// How many hours there were of about each amount: steps of a quarter.
    private var histogram = [UInt32](repeating: 0, count: RoleTable.capacity * steps)
    private var totals = [UInt32](repeating: 0, count: RoleTable.capacity)

    init() { for _ in 0..<RoleTable.capacity { baseline.append() } }

    mutating func learn(_ amount: UInt32, _ season: Int, _ role: Int) {
        baseline.learn(Float(amount), season, role)
        histogram[role * Self.steps + Self.step(of: amount)] &+= 1
        totals[role] &+= 1
        // What is old counts for less and less.
        guard totals[role] >= 1 << 16 else { return }
        totals[role] = 0
        for step in role * Self.steps..<(role + 1) * Self.steps {
            histogram[step] /= 2
            totals[role] &+= histogram[step]
        }
    }

    /// By how many deviations an amount is more than usual in the role, and what is usual; nil while hardly anything is known.
    func deviation(of amount: Float, _ season: Int, _ role: Int) -> (z: Float, expected: Double)? {
        guard baseline.seen(season, role) >= 20 else { return nil }
        return (baseline.deviation(of: amount, season, role), baseline.expected(season, role))
    }

    /// What 99 of 100 such hours do not exceed; 0 while hardly anything is known.
    func percentile99(_ role: Int) -> Double {
        guard totals[role] >= 100 else { return 0 }
        var left = totals[role] / 100
        for step in stride(from: Self.steps - 1, through: 0, by: -1) {
            let count = histogram[role * Self.steps + step]
            if count > left { return Double(Self.upperBound(of: step)) }
            left -= count
        }
        return 0
    }

    // Two bits below the highest: steps of a quarter, the first few exact.
    private static func step(of amount: UInt32) -> Int {
        guard amount >= 4 else { return Int(amount) }
        let exponent = 31 - amount.leadingZeroBitCount
        return min(steps - 1, (exponent - 1) * 4 + Int(amount >> UInt32(exponent - 2) & 3))
    }

    private static func upperBound(of step: Int) -> UInt64 {
        guard step >= 4 else { return UInt64(step) }
        let exponent = UInt64(step / 4 + 1)
        return (4 + UInt64(step % 4) + 1) << (exponent - 2) - 1
    }
}

extension RoleVolumes: MonitorState {
    mutating func code(_ coder: inout StateCoder) throws(MonitorError) {
        try baseline.code(&coder)
        try coder.code(&histogram)
        try coder.code(&totals)
        try coder.expect(
            baseline.rows == RoleTable.capacity && histogram.count == RoleTable.capacity * Self.steps
                && totals.count == RoleTable.capacity)
    }
}
