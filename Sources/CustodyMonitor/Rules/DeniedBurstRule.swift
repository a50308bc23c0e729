import CustodyModel

/// R7: refusals of an actor, one after another: 8 in two minutes, 20 in ten, or half of ten and more tries in an hour.
///
/// Source: Sigma `event_count`, the frequency and timeframe of published rules for failed logons.
struct DeniedBurstRule: DetectionRule {
    static let id = RuleID.deniedBurst
    var thresholds: Thresholds
    private let windows: [Int64]
    private let fewest: UInt32
    private var short: RingMemory
    private var long: RingMemory
    private var denied: RingMemory
    private var tried: RingMemory

    init(_ settings: RuleSettings) {
        thresholds = Thresholds(settings)
        windows = [settings.span(0), settings.span(1), settings.span(2)]
        fewest = UInt32(settings.floor(2))
        short = RingMemory(window: windows[0], buckets: 24)
        long = RingMemory(window: windows[1], buckets: 30)
        denied = RingMemory(window: windows[2], buckets: 30)
        tried = RingMemory(window: windows[2], buckets: 30)
    }

    mutating func observe(_ observation: Observation, _ desk: inout AlertDesk) {
        let (time, place) = (observation.time, observation.place)
        let tries = tried.add(1, at: time, place)
        guard observation.event.isDenied else { return }
        let refusals = denied.add(1, at: time, place)
        // Before the checks: what is changed while the rule is looked at would be copied whole.
        let (inShort, inLong) = (short.add(1, at: time, place), long.add(1, at: time, place))
        check(0, Double(inShort), observation, &desk)
        check(1, Double(inLong), observation, &desk)
        if tries >= fewest { check(2, Double(refusals) / Double(tries), observation, &desk) }
    }

    private func check(_ condition: Int, _ observed: Double, _ observation: Observation, _ desk: inout AlertDesk) {
        let limit = thresholds(condition, observation.role)
        guard observed >= limit else { return }
        desk.find(Self.id, observation, observed: observed, expected: limit, score: observed / limit, over: windows[condition])
    }

    mutating func visit<Visitor: MemoryVisitor>(_ visitor: inout Visitor) throws(Visitor.Failure) {
        try visitor.visit(&short)
        try visitor.visit(&long)
        try visitor.visit(&denied)
        try visitor.visit(&tried)
    }
}
