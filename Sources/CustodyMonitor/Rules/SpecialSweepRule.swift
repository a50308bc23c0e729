import CustodyModel

/// R15: data of special categories of 20 different people within an hour, or of ten people five kinds of data or more at once.
///
/// Source: Sigma `value_count`; the counts are HyperLogLogs' (±6.5 %, better for so few).
struct SpecialSweepRule: DetectionRule {
    static let id = RuleID.specialSweep
    var thresholds: Thresholds
    private let windows: [Int64]
    private let width: Int
    private var special: DistinctMemory
    private var wide: DistinctMemory

    init(_ settings: RuleSettings) {
        thresholds = Thresholds(settings)
        windows = [settings.span(0), settings.span(1)]
        width = Int(settings.floor(1))
        special = DistinctMemory(window: windows[0], precision: 8)
        wide = DistinctMemory(window: windows[1], precision: 8)
    }

    mutating func observe(_ observation: Observation, _ desk: inout AlertDesk) {
        let event = observation.event
        guard observation.takes else { return }
        if event.marks.contains(.special), let count = Self.count(&special, observation) { check(0, count, observation, &desk) }
        if event.categories.nonzeroBitCount >= width, let count = Self.count(&wide, observation) {
            check(1, count, observation, &desk)
        }
    }

    /// How many people there are now; nil when none came. Static, so that the registers are changed where they stand.
    private static func count(_ people: inout DistinctMemory, _ observation: Observation) -> Double? {
        var hasChanged = false
        for subject in observation.event.subjects
        where people.insert(Mixing.hash(subject), at: observation.time, observation.place) { hasChanged = true }
        return hasChanged ? people.count(observation.place) : nil
    }

    private func check(_ condition: Int, _ count: Double, _ observation: Observation, _ desk: inout AlertDesk) {
        let limit = thresholds(condition, observation.role)
        guard count >= limit else { return }
        desk.find(
            Self.id, observation, observed: count, expected: limit, score: count / limit, over: windows[condition])
    }

    mutating func visit<Visitor: MemoryVisitor>(_ visitor: inout Visitor) throws(Visitor.Failure) {
        try visitor.visit(&special)
        try visitor.visit(&wide)
    }
}
