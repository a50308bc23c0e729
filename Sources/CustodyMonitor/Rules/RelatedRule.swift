import CustodyModel

/// R19: an actor takes their own data, or a colleague's or relative's. Whoever feeds the monitor knows who is linked to whom, and marks the
/// event.
struct RelatedRule: DetectionRule {
    static let id = RuleID.related
    var thresholds: Thresholds
    private let window: Int64
    private var events: RingMemory

    init(_ settings: RuleSettings) {
        thresholds = Thresholds(settings)
        window = settings.span(0)
        events = RingMemory(window: window, buckets: 24)
    }

    mutating func observe(_ observation: Observation, _ desk: inout AlertDesk) {
        guard observation.event.marks.contains(.related), observation.takes else { return }
        let count = Double(events.add(1, at: observation.time, observation.place))
        guard count >= thresholds(0, observation.role) else { return }
        desk.find(
            Self.id, observation, observed: count, expected: 0, score: count, over: window,
            subject: observation.event.subjects.first ?? .zero)
    }

    mutating func visit<Visitor: MemoryVisitor>(_ visitor: inout Visitor) throws(Visitor.Failure) { try visitor.visit(&events) }
}
