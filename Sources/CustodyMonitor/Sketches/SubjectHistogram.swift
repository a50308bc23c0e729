/// How many people were looked at by so many actors when they were forgotten.
struct SubjectHistogram: MonitorState {
    private var counts = [UInt32](repeating: 0, count: SubjectTable.actorLimit + 1)
    private var total: UInt32 = 0

    mutating func add(_ actors: Int) {
        counts[min(actors, SubjectTable.actorLimit)] += 1
        total += 1
        guard total >= 1 << 20 else { return }
        total = 0
        for place in counts.indices {
            counts[place] /= 2
            total += counts[place]
        }
    }

    /// What 99 of 100 people do not exceed; 0 while hardly anything is known.
    var percentile99: Double {
        guard total >= 1000 else { return 0 }
        var left = total / 100
        for place in counts.indices.reversed() {
            if counts[place] > left { return Double(place) }
            left -= counts[place]
        }
        return 0
    }

    mutating func code(_ coder: inout StateCoder) throws(MonitorError) {
        try coder.code(&counts)
        try coder.code(&total)
        try coder.expect(counts.count == SubjectTable.actorLimit + 1)
        try coder.expect(counts.reduce(0) { $0 + UInt64($1) } == UInt64(total))
    }
}
