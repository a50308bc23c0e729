import CustodyModel

/// R11: a permit for a purpose that rests on consent while the ledger says that there was none. Every one is an alert.
///
/// Whoever feeds the monitor joins the ledger and marks the event; what is decided through the facade never gets there.
struct WithoutConsentRule: DetectionRule {
    static let id = RuleID.withoutConsent
    var thresholds: Thresholds
    private let window: Int64
    private var events: RingMemory

    init(_ settings: RuleSettings) {
        thresholds = Thresholds(settings)
        window = settings.span(0)
        events = RingMemory(window: window, buckets: 12)
    }

    mutating func observe(_ observation: Observation, _ desk: inout AlertDesk) {
        guard observation.event.marks.contains(.withoutConsent), !observation.event.isDenied else { return }
        let count = Double(events.add(1, at: observation.time, observation.place))
        guard count >= thresholds(0, observation.role) else { return }
        desk.find(Self.id, observation, observed: count, expected: 0, score: count, over: window)
    }

    mutating func visit<Visitor: MemoryVisitor>(_ visitor: inout Visitor) throws(Visitor.Failure) { try visitor.visit(&events) }
}
