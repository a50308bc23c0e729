import CustodyModel

/// R18: twenty records altered or destroyed, or permissions changed, within ten minutes; or the policy changed and data taken by the same
/// actor within an hour. Source: Sigma `event_count` and `temporal_ordered`.
struct MassChangeRule: DetectionRule {
    static let id = RuleID.massChange
    var thresholds: Thresholds
    private let windows: [Int64]
    private var changes: RingMemory
    private var policies = ColumnMemory<Int64>()

    init(_ settings: RuleSettings) {
        thresholds = Thresholds(settings)
        windows = [settings.span(0), settings.span(1)]
        changes = RingMemory(window: windows[0], buckets: 30)
    }

    mutating func observe(_ observation: Observation, _ desk: inout AlertDesk) {
        let (event, place) = (observation.event, observation.place)
        guard !event.isDenied else { return }
        if event.kind.alters {
            let count = Double(changes.add(observation.amount, at: observation.time, place))
            let limit = thresholds(0, observation.role)
            if count >= limit {
                desk.find(Self.id, observation, observed: count, expected: limit, score: count / limit, over: windows[0])
            }
        }
        if event.kind == .policy { policies[place] = observation.time }
        guard event.kind.takes, policies[place] > 0,
            LogClock.isRecent(policies[place], in: windows[1], at: observation.time)
        else { return }
        desk.find(Self.id, observation, observed: 1, expected: 0, score: 1, over: windows[1], detail: "after-policy")
    }

    mutating func visit<Visitor: MemoryVisitor>(_ visitor: inout Visitor) throws(Visitor.Failure) {
        try visitor.visit(&changes)
        try visitor.visit(&policies)
    }
}
