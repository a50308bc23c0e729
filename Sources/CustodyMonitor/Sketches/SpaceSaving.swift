/// The things that were seen most often, in a fixed number of counters: Space-Saving (Metwally, Agrawal and El Abbadi 2005).
///
/// A count is never too small, and too large by at most the number of all things seen divided by the number of counters; what was seen
/// more often than that has a counter.
struct SpaceSaving {
    private let capacity: Int
    private(set) var keys: [UInt64] = []
    private(set) var counts: [UInt32] = []

    init(capacity: Int) { self.capacity = max(1, capacity) }

    /// Counts a thing.
    mutating func add(_ key: UInt64) {
        if let place = keys.firstIndex(of: key) {
            if counts[place] < .max { counts[place] += 1 }
        } else if keys.count < capacity {
            keys.append(key)
            counts.append(1)
        } else {
            var least = 0
            for place in counts.indices where counts[place] < counts[least] { least = place }
            keys[least] = key
            if counts[least] < .max { counts[least] += 1 }
        }
    }

    /// How often a thing was seen, at most; 0 for one that has no counter.
    func count(of key: UInt64) -> UInt32 { keys.firstIndex(of: key).map { counts[$0] } ?? 0 }
}

extension SpaceSaving: MonitorState {
    mutating func code(_ coder: inout StateCoder) throws(MonitorError) {
        try coder.code(&keys)
        try coder.code(&counts)
        try coder.expect(keys.count == counts.count && keys.count <= capacity)
    }
}
