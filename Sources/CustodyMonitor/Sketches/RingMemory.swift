/// Sums over the last so much time of each actor: a ring of buckets. The sum is over the window less at most one bucket.
struct RingMemory {
    private let buckets: Int
    private let bucketLength: Int64
    private var amounts: [UInt32] = []
    private var sums: [UInt32] = []
    private var newest: [Int64] = []

    /// - Parameter buckets: into how many parts the window is divided; the error is one of them.
    init(window: Int64, buckets: Int = 60) {
        self.buckets = buckets
        bucketLength = max(1, window / Int64(buckets))
    }

    /// The sum over the window that ends with the newest amount.
    func sum(_ place: Int) -> UInt32 { sums[place] }

    /// Adds an amount, and answers the sum over the window that ends there. One that comes late counts as now.
    @inline(__always)
    @discardableResult
    mutating func add(_ amount: UInt32, at time: Int64, _ place: Int) -> UInt32 {
        let bucket = advance(to: time, place)
        let room = UInt32.max - sums[place]
        let added = min(amount, room)
        amounts[place * buckets + bucket] += added
        sums[place] += added
        return sums[place]
    }

    /// Forgets what is out of the window, and answers the bucket that the time is in.
    @inline(__always)
    @discardableResult
    mutating func advance(to time: Int64, _ place: Int) -> Int {
        let now = time / bucketLength
        if LogClock.isStray(newest[place], at: now, in: bucketLength) { clear(place) }
        let number = max(now, newest[place])
        if number > newest[place] { forget(number, place) }
        return Int(number % Int64(buckets))
    }

    private mutating func forget(_ number: Int64, _ place: Int) {
        let passed = number - newest[place]
        newest[place] = number
        if passed >= Int64(buckets) || sums[place] == 0 {
            if sums[place] != 0 { amounts.clearRow(place, buckets) }
            sums[place] = 0
            return
        }
        for back in 0..<passed {
            let bucket = place * buckets + Int((number - back) % Int64(buckets))
            sums[place] -= amounts[bucket]
            amounts[bucket] = 0
        }
    }
}

extension RingMemory: ActorMemory {
    var rows: Int { sums.count }

    mutating func append() {
        amounts.appendRow(buckets)
        sums.append(0)
        newest.append(0)
    }

    mutating func clear(_ place: Int) {
        amounts.clearRow(place, buckets)
        sums[place] = 0
        newest[place] = 0
    }

    mutating func code(_ coder: inout StateCoder) throws(MonitorError) {
        try coder.code(&amounts)
        try coder.code(&sums)
        try coder.code(&newest)
        try coder.expect(amounts.count == sums.count * buckets && newest.count == sums.count && newest.allSatisfy { $0 >= 0 })
        try coder.expect(
            sums.indices.allSatisfy { place in
                amounts[place * buckets..<(place + 1) * buckets].reduce(0 as UInt64) { $0 + UInt64($1) } == UInt64(sums[place])
            })
    }
}
