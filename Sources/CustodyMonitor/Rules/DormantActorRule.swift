import CustodyModel

/// R13: nothing for 45 days, and then ten records or more in the first hour.
struct DormantActorRule: DetectionRule {
    static let id = RuleID.dormantActor
    private static let hour: Int64 = 3_600_000
    var thresholds: Thresholds
    private let silence: Int64
    private var last = ColumnMemory<Int64>()
    private var woken = ColumnMemory<Int64>()
    private var amounts = ColumnMemory<UInt32>()

    init(_ settings: RuleSettings) {
        thresholds = Thresholds(settings)
        silence = settings.span(0)
    }

    mutating func observe(_ observation: Observation, _ desk: inout AlertDesk) {
        guard !observation.event.isDenied, observation.event.kind != .other else { return }
        let (time, place) = (observation.time, observation.place)
        if last[place] > 0, time - last[place] >= silence {
            woken[place] = time
            amounts[place] = 0
        }
        last[place] = LogClock.isStray(last[place], at: time) ? time : max(last[place], time)
        guard woken[place] > 0, LogClock.isRecent(woken[place], in: Self.hour, at: time) else { return }
        amounts[place] = min(amounts[place], .max - observation.amount) + observation.amount
        let limit = thresholds(1, observation.role)
        guard Double(amounts[place]) >= limit else { return }
        desk.find(
            Self.id, observation, observed: Double(amounts[place]), expected: 0, score: Double(amounts[place]) / limit,
            over: Self.hour)
    }

    mutating func visit<Visitor: MemoryVisitor>(_ visitor: inout Visitor) throws(Visitor.Failure) {
        try visitor.visit(&last)
        try visitor.visit(&woken)
        try visitor.visit(&amounts)
    }
}
