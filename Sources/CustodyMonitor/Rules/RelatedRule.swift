import CustodyModel

/// R19: an actor takes their own data, or a colleague's or relative's. Whoever feeds the monitor knows who is linked to whom, and marks the
/// event.
///
/// Each person is an alert, once in the refractory time. The last eight of an actor are remembered; whom they took longest ago gives way.
struct RelatedRule: DetectionRule {
    static let id = RuleID.related
    private static let slots = 8
    var thresholds: Thresholds
    private let window: Int64
    private let refractory: Int64
    private let warmUp: Int64
    private var events: RingMemory
    private var people = ColumnMemory<UInt32>(width: slots)
    private var times = ColumnMemory<Int64>(width: slots)

    init(_ settings: RuleSettings) {
        thresholds = Thresholds(settings)
        window = settings.span(0)
        refractory = settings.refractory.milliseconds
        warmUp = settings.warmUp.milliseconds
        events = RingMemory(window: window, buckets: 24)
    }

    mutating func observe(_ observation: Observation, _ desk: inout AlertDesk) {
        let (event, time, place) = (observation.event, observation.time, observation.place)
        guard event.marks.contains(.related), observation.takes else { return }
        let count = Double(events.add(1, at: time, place))
        guard count >= thresholds(0, observation.role), observation.age >= warmUp, speak(of: event.subjects, at: time, place)
        else { return }
        desk.raise(
            Self.id, event.actor, event.subjects.count == 1 ? event.subjects[0] : .zero, at: time, observed: count, expected: 0,
            score: count, over: window, evidence: desk.evidence(place))
    }

    /// Whether something may be said of these people again.
    private mutating func speak(of subjects: [Handle], at time: Int64, _ place: Int) -> Bool {
        let digest = Self.digest(subjects)
        var slot = 0
        for other in 0..<Self.slots where people[place, slot] != digest {
            if people[place, other] == digest || times[place, other] < times[place, slot] { slot = other }
        }
        let last = times[place, slot]
        if people[place, slot] == digest, LogClock.isWithin(refractory, after: last, time) { return false }
        people[place, slot] = digest
        times[place, slot] = time
        return true
    }

    /// Several people at once are as one.
    private static func digest(_ subjects: [Handle]) -> UInt32 {
        UInt32(truncatingIfNeeded: subjects.reduce(0) { $0 ^ Mixing.hash($1) }) | 1
    }

    /// Forgets a person.
    mutating func forget(_ subject: Handle) {
        let digest = Self.digest([subject])
        for place in 0..<people.rows {
            for slot in 0..<Self.slots where people[place, slot] == digest {
                people[place, slot] = 0
                times[place, slot] = 0
            }
        }
    }

    mutating func visit<Visitor: MemoryVisitor>(_ visitor: inout Visitor) throws(Visitor.Failure) {
        try visitor.visit(&events)
        try visitor.visit(&people, since: 2)
        try visitor.visit(&times, since: 2)
    }
}
