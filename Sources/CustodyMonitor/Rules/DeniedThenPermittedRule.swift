import CustodyModel

/// R8: five refusals about a person, or about the same kinds of data, and then a permit of the same actor, within an hour.
///
/// The last 32 refusals are remembered. Source: Sigma `temporal_ordered`.
struct DeniedThenPermittedRule: DetectionRule {
    static let id = RuleID.deniedThenPermitted
    private static let limit = 32
    var thresholds: Thresholds
    private let window: Int64
    private var times = ColumnMemory<Int64>(width: limit)
    private var subjects = ColumnMemory<UInt32>(width: limit)
    private var categories = ColumnMemory<UInt64>(width: limit)
    private var counts = ColumnMemory<UInt32>()

    init(_ settings: RuleSettings) {
        thresholds = Thresholds(settings)
        window = settings.span(0)
    }

    mutating func observe(_ observation: Observation, _ desk: inout AlertDesk) {
        let (event, place) = (observation.event, observation.place)
        if event.isDenied {
            let slot = Int(counts[place]) % Self.limit
            times[place, slot] = observation.time
            subjects[place, slot] = event.subjects.count == 1 ? Self.digest(event.subjects[0]) : 0
            categories[place, slot] = event.categories
            counts[place] &+= 1
            return
        }
        // Without a refusal in the window there is nothing to compare.
        guard counts[place] > 0, event.kind.takes || event.kind.alters else { return }
        let newest = times[place, Int(counts[place] &- 1) % Self.limit]
        guard LogClock.isRecent(newest, in: window, at: observation.time) else { return }
        let subject = event.subjects.count == 1 ? Self.digest(event.subjects[0]) : 0
        var (same, alike) = (0, 0)
        for slot in 0..<Self.limit
        where times[place, slot] > 0 && LogClock.isRecent(times[place, slot], in: window, at: observation.time) {
            if subject != 0, subjects[place, slot] == subject { same += 1 }
            if categories[place, slot] != 0, categories[place, slot] == event.categories { alike += 1 }
        }
        let count = Double(max(same, alike))
        let threshold = thresholds(0, observation.role)
        guard count >= threshold else { return }
        desk.find(
            Self.id, observation, observed: count, expected: 0, score: count / threshold, over: window,
            subject: same >= alike ? event.subjects.first ?? .zero : .zero)
    }

    private static func digest(_ subject: Handle) -> UInt32 { UInt32(truncatingIfNeeded: Mixing.hash(subject)) | 1 }

    mutating func visit<Visitor: MemoryVisitor>(_ visitor: inout Visitor) throws(Visitor.Failure) {
        try visitor.visit(&times)
        try visitor.visit(&subjects)
        try visitor.visit(&categories)
        try visitor.visit(&counts)
    }
}
