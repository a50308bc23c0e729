import CustodyModel

/// R2: the records that an actor takes in any hour, or in any day, against what nobody takes: 500 and 2,000.
///
/// Source: Sigma `event_count`. It needs to learn nothing, so that it holds from the first day on.
struct VolumeCapRule: DetectionRule {
    static let id = RuleID.volumeCap
    var thresholds: Thresholds
    private let windows: [Int64]
    private var hour: RingMemory
    private var day: RingMemory

    init(_ settings: RuleSettings) {
        thresholds = Thresholds(settings)
        windows = [settings.span(0), settings.span(1)]
        hour = RingMemory(window: settings.span(0))
        day = RingMemory(window: settings.span(1))
    }

    mutating func observe(_ observation: Observation, _ desk: inout AlertDesk) {
        guard observation.takes else { return }
        // Before the checks: what is changed while the rule is looked at would be copied whole.
        let inHour = hour.add(observation.amount, at: observation.time, observation.place)
        let inDay = day.add(observation.amount, at: observation.time, observation.place)
        check(0, inHour, observation, &desk)
        check(1, inDay, observation, &desk)
    }

    private func check(_ condition: Int, _ count: UInt32, _ observation: Observation, _ desk: inout AlertDesk) {
        let limit = thresholds(condition, observation.role)
        guard Double(count) >= limit else { return }
        desk.find(
            Self.id, observation, observed: Double(count), expected: limit, score: Double(count) / limit,
            over: windows[condition], detail: condition == 0 ? nil : "day")
    }

    mutating func visit<Visitor: MemoryVisitor>(_ visitor: inout Visitor) throws(Visitor.Failure) {
        try visitor.visit(&hour)
        try visitor.visit(&day)
    }
}
