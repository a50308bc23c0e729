import CustodyModel

/// R3: of how many different people an actor touches data in 24 hours, against what is usual for the actor.
///
/// The count is a HyperLogLog's (±3.25 %); records that an event does not name one by one count as one person each. Alert at
/// `D ≥ max(100, 2.5 × usual)` and `z ≥ 5`, usual being the weighted mean of the actor's days. Source: Sigma `value_count`.
struct ManySubjectsRule: DetectionRule {
    static let id = RuleID.manySubjects
    var thresholds: Thresholds
    private let window: Int64
    private let floor: Double
    private var baseline = BaselineMemory(seasons: 2)

    init(_ settings: RuleSettings) {
        thresholds = Thresholds(settings)
        window = settings.span(0)
        floor = settings.floor(0)
    }

    mutating func observe(_ observation: Observation, _ desk: inout AlertDesk) {
        let place = observation.place
        if let day = observation.closedDay { baseline.learn(Float(day.subjects), Moment.kind(day.day), place) }
        guard observation.takes, observation.subjects >= floor else { return }
        let season = Moment.kind(observation.moment.day)
        // Who works on few weekends is held against weekdays there.
        let known = baseline.seen(season, place) >= 5 ? season : 0
        guard baseline.seen(known, place) >= 5 else { return }
        let usual = baseline.expected(known, place)
        let z = Double(baseline.deviation(of: Float(observation.subjects), known, place))
        guard observation.subjects >= thresholds(1, observation.role) * usual, z >= thresholds(0, observation.role) else {
            return
        }
        desk.find(Self.id, observation, observed: observation.subjects, expected: usual, score: z, over: window)
    }

    mutating func visit<Visitor: MemoryVisitor>(_ visitor: inout Visitor) throws(Visitor.Failure) {
        try visitor.visit(&baseline)
    }
}
