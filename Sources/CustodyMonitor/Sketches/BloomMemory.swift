/// What each actor was seen with lately: two Bloom filters of which one is filled and both are asked. When a period is over the
/// older is forgotten, so that a thing is remembered for one to two periods.
///
/// With 512 bits and seven probes a filter takes up to 50 things with at most 1 % false answers (Bloom 1970).
struct BloomMemory {
    static let words = 8
    static let probes = 7
    private let period: Int64
    private var bits: [UInt64] = []
    private var periods: [Int64] = []

    init(period: Int64) { self.period = max(1, period) }

    /// Notes a thing, and answers whether it was seen before.
    mutating func insert(_ hash: UInt64, at time: Int64, _ place: Int) -> Bool {
        let number = max(time / period, periods[place])
        let base = place * 2 * Self.words
        if number > periods[place] {
            let passed = number - periods[place]
            periods[place] = number
            let young = base + Int(number & 1) * Self.words
            for word in young..<young + Self.words { bits[word] = 0 }
            if passed > 1 { bits.clearRow(place, 2 * Self.words) }
        }
        let young = base + Int(number & 1) * Self.words
        let old = base + Int(~number & 1) * Self.words
        var (inYoung, inOld) = (true, true)
        let step = hash >> 32 | 1
        var probe = hash
        for _ in 0..<Self.probes {
            let word = Int(probe >> 6 & UInt64(Self.words - 1))
            let bit: UInt64 = 1 << (probe & 63)
            inYoung = inYoung && bits[young + word] & bit != 0
            inOld = inOld && bits[old + word] & bit != 0
            bits[young + word] |= bit
            probe &+= step
        }
        return inYoung || inOld
    }
}

extension BloomMemory: ActorMemory {
    var rows: Int { periods.count }

    mutating func append() {
        bits.appendRow(2 * Self.words)
        periods.append(0)
    }

    mutating func clear(_ place: Int) {
        bits.clearRow(place, 2 * Self.words)
        periods[place] = 0
    }

    mutating func code(_ coder: inout StateCoder) throws(MonitorError) {
        try coder.code(&bits)
        try coder.code(&periods)
        try coder.expect(bits.count == periods.count * 2 * Self.words && periods.allSatisfy { $0 >= 0 })
    }
}
