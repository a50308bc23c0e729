import CustodyModel

/// R6: a kind of data, an action or a place that the actor was not seen with for 30 days, and that fewer than 5 % of the role's actors
/// were seen with. Alert at two such in 24 hours, once the actor is known for 14 days.
///
/// Remembered in rotating Bloom filters of 30 days; how common a thing is in a role, by Space-Saving. Source: Elastic's "new terms".
struct FirstSeenRule: DetectionRule {
    static let id = RuleID.firstSeen
    var thresholds: Thresholds
    private let window: Int64
    private var seen: BloomMemory
    private var firsts: RingMemory
    // What the last event had: most events have nothing else.
    private var categories = ColumnMemory<UInt64>()
    private var others = ColumnMemory<UInt64>()
    private var periods = ColumnMemory<Int64>()
    private let period: Int64
    private var roles: [SpaceSaving]
    private var actors = [UInt32](repeating: 0, count: RoleTable.capacity)

    init(_ settings: RuleSettings) {
        thresholds = Thresholds(settings)
        window = settings.span(0)
        period = settings.span(1)
        seen = BloomMemory(period: period)
        firsts = RingMemory(window: window, buckets: 24)
        roles = Array(repeating: SpaceSaving(capacity: 128), count: RoleTable.capacity)
    }

    mutating func observe(_ observation: Observation, _ desk: inout AlertDesk) {
        guard !observation.event.isDenied else { return }
        let (event, place) = (observation.event, observation.place)
        let other = UInt64(event.action) << 32 | UInt64(event.source)
        let number = observation.time / period + 1
        if periods[place] == number, event.categories & ~categories[place] == 0, others[place] == other { return }
        if periods[place] == 0 { actors[observation.role] += actors[observation.role] < .max ? 1 : 0 }
        if periods[place] != number { categories[place] = 0 }
        periods[place] = number
        others[place] = other
        var count: UInt32 = 0
        var fresh = event.categories & ~categories[place]
        categories[place] |= event.categories
        while fresh != 0 {
            count += look(UInt64(fresh.trailingZeroBitCount) << 2 | 1, observation)
            fresh &= fresh - 1
        }
        if event.action != 0 { count += look(UInt64(event.action) << 2 | 2, observation) }
        if event.source != 0 { count += look(UInt64(event.source) << 2 | 3, observation) }
        // Everything is new for somebody new, and for everybody while nothing is known.
        guard count > 0, observation.age >= period / 4 else { return }
        let total = Double(firsts.add(count, at: observation.time, place))
        let threshold = thresholds(0, observation.role)
        guard total >= threshold else { return }
        desk.find(Self.id, observation, observed: total, expected: 0, score: total / threshold, over: window)
    }

    /// 1 for a thing that is new for the actor and rare in the role.
    private mutating func look(_ thing: UInt64, _ observation: Observation) -> UInt32 {
        let hash = Mixing.mix(thing)
        guard !seen.insert(hash, at: observation.time, observation.place) else { return 0 }
        let role = observation.role
        let share = Double(roles[role].count(of: hash)) / Double(max(1, actors[role]))
        roles[role].add(hash)
        return share < thresholds(1, role) ? 1 : 0
    }

    mutating func visit<Visitor: MemoryVisitor>(_ visitor: inout Visitor) throws(Visitor.Failure) {
        try visitor.visit(&seen)
        try visitor.visit(&firsts)
        try visitor.visit(&categories)
        try visitor.visit(&others)
        try visitor.visit(&periods)
        var shares = RoleShares(roles: roles, actors: actors)
        try visitor.visit(shared: &shares)
        (roles, actors) = (shares.roles, shares.actors)
    }

    private struct RoleShares: MonitorState {
        var roles: [SpaceSaving]
        var actors: [UInt32]

        mutating func code(_ coder: inout StateCoder) throws(MonitorError) {
            for role in roles.indices { try roles[role].code(&coder) }
            try coder.code(&actors)
            try coder.expect(actors.count == RoleTable.capacity)
        }
    }
}
