import CustodyModel

/// R16: identifiers are tried: of 30 look-ups and more in ten minutes 60 % find nothing, or 20 accesses in a row go up, or down, through an
/// order that the host keeps.
struct EnumerationRule: DetectionRule {
    static let id = RuleID.enumeration
    var thresholds: Thresholds
    private let windows: [Int64]
    private let fewest: UInt32
    private var tried: RingMemory
    private var missed: RingMemory
    private var ordinals = ColumnMemory<UInt64>()
    private var times = ColumnMemory<Int64>()
    // Above zero it goes up, below it goes down.
    private var runs = ColumnMemory<Int32>()

    init(_ settings: RuleSettings) {
        thresholds = Thresholds(settings)
        windows = [settings.span(0), settings.span(1)]
        fewest = UInt32(settings.floor(0))
        tried = RingMemory(window: windows[0], buckets: 30)
        missed = RingMemory(window: windows[0], buckets: 30)
    }

    mutating func observe(_ observation: Observation, _ desk: inout AlertDesk) {
        let (event, time, place) = (observation.event, observation.time, observation.place)
        guard event.kind.takes else { return }
        let tries = tried.add(1, at: time, place)
        let misses = missed.add(event.marks.contains(.notFound) ? 1 : 0, at: time, place)
        let ratio = Double(misses) / Double(tries)
        if tries >= fewest, ratio >= thresholds(0, observation.role) {
            desk.find(Self.id, observation, observed: Double(misses), expected: 0, score: ratio, over: windows[0])
        }
        guard let ordinal = event.ordinal else { return }
        let isInTime = times[place] > 0 && LogClock.isRecent(times[place], in: windows[1], at: time)
        let run = runs[place]
        if !isInTime || ordinal == ordinals[place] {
            runs[place] = isInTime ? run : 0
        } else if ordinal > ordinals[place] {
            runs[place] = max(run, 0) &+ 1
        } else {
            runs[place] = min(run, 0) &- 1
        }
        (ordinals[place], times[place]) = (ordinal, time)
        let length = Double(runs[place].magnitude) + 1
        guard length >= thresholds(1, observation.role) else { return }
        desk.find(
            Self.id, observation, observed: length, expected: 0, score: length / thresholds(1, observation.role),
            over: windows[1], detail: "order")
    }

    mutating func visit<Visitor: MemoryVisitor>(_ visitor: inout Visitor) throws(Visitor.Failure) {
        try visitor.visit(&tried)
        try visitor.visit(&missed)
        try visitor.visit(&ordinals)
        try visitor.visit(&times)
        try visitor.visit(&runs)
    }
}
