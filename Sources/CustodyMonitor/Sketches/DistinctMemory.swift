/// How many different things each actor touched lately: HyperLogLogs of parts of the window, and one over all of them.
///
/// The window has four parts. When a part is over the oldest is forgotten, so that the count is over the last three quarters to the
/// whole of the window.
struct DistinctMemory {
    private static let parts = 4
    private let sketch: HyperLogLog
    private let partLength: Int64
    private let stride: Int
    // Four counters and their union.
    private var registers: [UInt8] = []
    private var sums: [Double] = []
    private var zeros: [Int32] = []
    private var newest: [Int64] = []

    init(window: Int64, precision: Int) {
        sketch = HyperLogLog(precision: precision)
        partLength = max(1, window / Int64(Self.parts))
        stride = sketch.width * (Self.parts + 1)
    }

    /// How many different things there were in the window that ends with the newest.
    func count(_ place: Int) -> Double { sketch.estimate(sum: sums[place], zeros: Int(zeros[place])) }

    /// Notes a thing, and answers whether the count changed.
    mutating func insert(_ hash: UInt64, at time: Int64, _ place: Int) -> Bool {
        let part = advance(to: time, place)
        let (register, rank) = sketch.rank(of: hash)
        let base = place * stride
        let own = base + part * sketch.width + register
        if registers[own] < rank { registers[own] = rank }
        let joint = base + Self.parts * sketch.width + register
        let old = registers[joint]
        guard old < rank else { return false }
        registers[joint] = rank
        sums[place] += sketch.weight(rank) - sketch.weight(old)
        if old == 0 { zeros[place] -= 1 }
        return true
    }

    /// Forgets what is out of the window, and answers the part that the time is in.
    @discardableResult
    mutating func advance(to time: Int64, _ place: Int) -> Int {
        let now = time / partLength
        if LogClock.isStray(newest[place], at: now, in: partLength) { clear(place) }
        let number = max(now, newest[place])
        let passed = number - newest[place]
        if passed > 0 {
            newest[place] = number
            let base = place * stride
            if passed >= Int64(Self.parts) {
                for register in base..<base + stride { registers[register] = 0 }
            } else {
                for back in 0..<passed {
                    let part = Int((number - back) % Int64(Self.parts)) * sketch.width
                    for register in base + part..<base + part + sketch.width { registers[register] = 0 }
                }
            }
            unite(place)
        }
        return Int(number % Int64(Self.parts))
    }

    private mutating func unite(_ place: Int) {
        let base = place * stride
        let width = sketch.width
        var (sum, empty) = (0.0, Int32(0))
        for register in 0..<width {
            var rank: UInt8 = 0
            for part in 0..<Self.parts { rank = max(rank, registers[base + part * width + register]) }
            registers[base + Self.parts * width + register] = rank
            sum += sketch.weight(rank)
            if rank == 0 { empty += 1 }
        }
        sums[place] = sum
        zeros[place] = empty
    }
}

extension DistinctMemory: ActorMemory {
    var rows: Int { sums.count }

    mutating func append() {
        registers.appendRow(stride)
        sums.append(Double(sketch.width))
        zeros.append(Int32(sketch.width))
        newest.append(0)
    }

    mutating func clear(_ place: Int) {
        registers.clearRow(place, stride)
        sums[place] = Double(sketch.width)
        zeros[place] = Int32(sketch.width)
        newest[place] = 0
    }

    mutating func code(_ coder: inout StateCoder) throws(MonitorError) {
        try coder.code(&registers)
        try coder.code(&sums)
        try coder.code(&zeros)
        try coder.code(&newest)
        try coder.expect(registers.count == sums.count * stride && zeros.count == sums.count && newest.count == sums.count)
        let highest = UInt8(65 - sketch.precision)
        try coder.expect(registers.allSatisfy { $0 <= highest } && newest.allSatisfy { $0 >= 0 })
    }
}
