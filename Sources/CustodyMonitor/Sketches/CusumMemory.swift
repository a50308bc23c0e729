/// Sums of what each actor was above usual: `C = max(0, C + min(z, 2.5) − k)`, an alarm at `C ≥ h`, and then from zero again.
///
/// Small shifts that no single value shows add up (Page 1954).
struct CusumMemory {
    private var sums: [Float] = []

    /// Adds a deviation; the sum when it reaches the threshold, nil otherwise.
    mutating func add(_ deviation: Float, allowance: Float, threshold: Float, _ place: Int) -> Float? {
        let sum = max(0, sums[place] + min(deviation, 2.5) - allowance)
        sums[place] = sum >= threshold ? 0 : sum
        return sum >= threshold ? sum : nil
    }

    /// Whether it has come so far that what is usual must not follow.
    func isRising(threshold: Float, _ place: Int) -> Bool { sums[place] > threshold / 4 }
}

extension CusumMemory: ActorMemory {
    var rows: Int { sums.count }
    mutating func append() { sums.append(0) }
    mutating func clear(_ place: Int) { sums[place] = 0 }
    mutating func code(_ coder: inout StateCoder) throws(MonitorError) { try coder.code(&sums) }
}
