import CustodyModel

/// R14: something is handed out within two hours after R1, R2 or R3 found that the same actor took much, also when they said nothing
/// because they had just spoken. Source: Sigma `temporal_ordered`.
struct ExportAfterBulkRule: DetectionRule {
    static let id = RuleID.exportAfterBulk
    var thresholds: Thresholds
    private let window: Int64

    init(_ settings: RuleSettings) {
        thresholds = Thresholds(settings)
        window = settings.span(0)
    }

    mutating func observe(_ observation: Observation, _ desk: inout AlertDesk) {
        guard observation.event.kind == .export, !observation.event.isDenied else { return }
        let bulk = desk.lastBulk(observation.place)
        guard bulk > 0, LogClock.isRecent(bulk, in: window, at: observation.time) else { return }
        desk.find(Self.id, observation, observed: Double(observation.amount), expected: 0, score: 1, over: window)
    }

    mutating func visit<Visitor: MemoryVisitor>(_ visitor: inout Visitor) throws(Visitor.Failure) {}
}
