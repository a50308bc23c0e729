import CustodyModel

/// What each actor took today, and how many different people's data in the last 24 hours. Several rules look at it.
struct Daybook {
    private var people = DistinctMemory(window: Moment.dayLength, precision: 10)
    /// Records of people that an event does not name one by one: each may be another.
    private var unnamed = RingMemory(window: Moment.dayLength, buckets: 24)
    private var days = ColumnMemory<Int64>()
    private var volumes = ColumnMemory<UInt32>()
    private var most = ColumnMemory<Double>()

    /// Takes an event in.
    ///
    /// - Returns: how many different people it were in the last day, and the day that ended with this event.
    mutating func note(
        _ event: MonitorEvent, _ amount: UInt32, at time: Int64, _ moment: Moment, _ place: Int
    ) -> (subjects: Double, closed: ClosedDay?) {
        guard event.kind.takes, !event.isDenied else { return (most[place], nil) }
        var closed: ClosedDay?
        if moment.isPast(day: days[place]) {
            if days[place] > 0 { closed = ClosedDay(day: days[place], volume: volumes[place], subjects: most[place]) }
            days[place] = moment.day
            volumes[place] = 0
            most[place] = 0
        }
        let (sum, overflow) = volumes[place].addingReportingOverflow(amount)
        volumes[place] = overflow ? .max : sum
        var hasChanged = most[place] == 0
        for subject in event.subjects where people.insert(Mixing.hash(subject), at: time, place) { hasChanged = true }
        if event.subjects.isEmpty, amount > 1 {
            unnamed.add(amount, at: time, place)
            hasChanged = true
        }
        if hasChanged {
            people.advance(to: time, place)
            unnamed.advance(to: time, place)
            most[place] = max(most[place], people.count(place) + Double(unnamed.sum(place)))
        }
        return (most[place], closed)
    }

    mutating func visit<Visitor: MemoryVisitor>(_ visitor: inout Visitor) throws(Visitor.Failure) {
        try visitor.visit(&people)
        try visitor.visit(&unnamed)
        try visitor.visit(&days)
        try visitor.visit(&volumes)
        try visitor.visit(&most)
    }
}
