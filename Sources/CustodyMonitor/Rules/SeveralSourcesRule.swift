import CustodyModel

/// R17: an actor acts from three places within ten minutes, or from a new place and takes far more than usual within an hour.
///
/// Four places are remembered, the one used longest ago gives way.
struct SeveralSourcesRule: DetectionRule {
    static let id = RuleID.severalSources
    private static let slots = 4
    var thresholds: Thresholds
    private let windows: [Int64]
    private var sources = ColumnMemory<UInt32>(width: slots)
    private var times = ColumnMemory<Int64>(width: slots)
    private var arrivals = ColumnMemory<Int64>()

    init(_ settings: RuleSettings) {
        thresholds = Thresholds(settings)
        windows = [settings.span(0), settings.span(1)]
    }

    mutating func observe(_ observation: Observation, _ desk: inout AlertDesk) {
        let (source, time, place) = (observation.event.source, observation.time, observation.place)
        guard source != 0 else { return }
        var (slot, count) = (-1, 1)
        var oldest = 0
        for other in 0..<Self.slots {
            // What a wrong clock left would keep its place from every other.
            if LogClock.isStray(times[place, other], at: time) { times[place, other] = 0 }
            if sources[place, other] == source {
                slot = other
            } else if times[place, other] > 0, time - times[place, other] <= windows[0] {
                count += 1
            }
            if times[place, other] < times[place, oldest] { oldest = other }
        }
        if slot < 0 {
            slot = oldest
            // The first place of all is no new one.
            let isFirst = (0..<Self.slots).allSatisfy { times[place, $0] == 0 }
            sources[place, slot] = source
            if !isFirst { arrivals[place] = time }
        }
        times[place, slot] = time
        if Double(count) >= thresholds(0, observation.role) {
            desk.find(Self.id, observation, observed: Double(count), expected: 1, score: Double(count), over: windows[0])
        }
        let (arrival, spike) = (arrivals[place], desk.lastSpoken(.volumeSpike, place))
        if arrival > 0, spike > 0, LogClock.isRecent(arrival, in: windows[1], at: time),
            LogClock.isRecent(spike, in: windows[1], at: time)
        {
            desk.find(
                Self.id, observation, observed: 1, expected: 0, score: 1, over: windows[1], level: .high, detail: "new-source")
        }
    }

    mutating func visit<Visitor: MemoryVisitor>(_ visitor: inout Visitor) throws(Visitor.Failure) {
        try visitor.visit(&sources)
        try visitor.visit(&times)
        try visitor.visit(&arrivals)
    }
}
