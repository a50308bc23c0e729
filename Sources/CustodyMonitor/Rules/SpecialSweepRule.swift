import CustodyModel

/// R15: data of special categories of 20 different people within an hour, or of ten people five kinds of data or more at once. Records that
/// an event does not name one by one count as one person each.
///
/// Source: Sigma `value_count`; the counts are HyperLogLogs' (±6.5 %, better for so few).
struct SpecialSweepRule: DetectionRule {
    static let id = RuleID.specialSweep
    var thresholds: Thresholds
    private let windows: [Int64]
    private let width: Int
    private var special: DistinctMemory
    private var wide: DistinctMemory
    private var unnamedSpecial: RingMemory
    private var unnamedWide: RingMemory

    init(_ settings: RuleSettings) {
        thresholds = Thresholds(settings)
        windows = [settings.span(0), settings.span(1)]
        width = Int(settings.floor(1))
        special = DistinctMemory(window: windows[0], precision: 8)
        wide = DistinctMemory(window: windows[1], precision: 8)
        unnamedSpecial = RingMemory(window: windows[0], buckets: 12)
        unnamedWide = RingMemory(window: windows[1], buckets: 12)
    }

    mutating func observe(_ observation: Observation, _ desk: inout AlertDesk) {
        let event = observation.event
        guard observation.takes else { return }
        if event.marks.contains(.special), let count = Self.count(&special, &unnamedSpecial, observation) {
            check(0, count, observation, &desk)
        }
        if event.categories.nonzeroBitCount >= width, let count = Self.count(&wide, &unnamedWide, observation) {
            check(1, count, observation, &desk)
        }
    }

    /// How many people there are now; nil when none came. Static, so that the registers are changed where they stand.
    private static func count(
        _ people: inout DistinctMemory, _ unnamed: inout RingMemory, _ observation: Observation
    ) -> Double? {
        let (event, time, place) = (observation.event, observation.time, observation.place)
        var hasChanged = false
        for subject in event.subjects where people.insert(Mixing.hash(subject), at: time, place) { hasChanged = true }
        if event.subjects.isEmpty, observation.amount > 1 {
            people.advance(to: time, place)
            unnamed.add(observation.amount, at: time, place)
            hasChanged = true
        } else if hasChanged {
            unnamed.advance(to: time, place)
        }
        return hasChanged ? people.count(place) + Double(unnamed.sum(place)) : nil
    }

    private func check(_ condition: Int, _ count: Double, _ observation: Observation, _ desk: inout AlertDesk) {
        let limit = thresholds(condition, observation.role)
        guard count >= limit else { return }
        desk.find(
            Self.id, observation, observed: count, expected: limit, score: count / limit, over: windows[condition],
            detail: condition == 0 ? nil : "wide")
    }

    mutating func visit<Visitor: MemoryVisitor>(_ visitor: inout Visitor) throws(Visitor.Failure) {
        try visitor.visit(&special)
        try visitor.visit(&wide)
        try visitor.visit(&unnamedSpecial, since: 2)
        try visitor.visit(&unnamedWide, since: 2)
    }
}
