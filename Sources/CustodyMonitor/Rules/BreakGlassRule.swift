import CustodyModel

/// R12: access in an emergency. Each is an alert; critical are more than three of an actor in seven days, and one that nobody gave a
/// reason for within 24 hours. An emergency that is a justification itself came with its reason.
struct BreakGlassRule: DetectionRule {
    static let id = RuleID.breakGlass
    private static let pendingLimit = 1024
    var thresholds: Thresholds
    private let windows: [Int64]
    private var events: RingMemory
    private var pending = Pending()

    init(_ settings: RuleSettings) {
        thresholds = Thresholds(settings)
        windows = [settings.span(0), settings.span(1)]
        events = RingMemory(window: windows[0], buckets: 28)
    }

    mutating func observe(_ observation: Observation, _ desk: inout AlertDesk) {
        let event = observation.event
        if event.kind == .justification { pending.list.removeAll { $0.actor == event.actor } }
        guard event.marks.contains(.breakGlass) else { return }
        let count = Double(events.add(1, at: observation.time, observation.place))
        let limit = thresholds(0, observation.role)
        desk.find(
            Self.id, observation, observed: count, expected: 0, score: count / limit, over: windows[0],
            level: count >= limit ? .critical : nil)
        guard event.kind != .justification else { return }
        // What is older than the oldest kept is raised at once rather than forgotten.
        if pending.list.count >= Self.pendingLimit { raise(pending.list.removeFirst(), at: observation.time, &desk) }
        pending.list.append(Pending.Access(actor: event.actor, time: observation.time, commit: event.commit.rawValue))
    }

    /// Raises what nobody gave a reason for in time.
    mutating func check(at time: Int64, _ desk: inout AlertDesk) {
        if let oldest = pending.list.first, LogClock.isStray(oldest.time, at: time) {
            // It was noted while a clock was wrong, and those behind it would wait as long.
            for place in pending.list.indices where LogClock.isStray(pending.list[place].time, at: time) {
                pending.list[place].time = time
            }
        }
        while let oldest = pending.list.first, time - oldest.time > windows[1] {
            raise(oldest, at: oldest.time + windows[1], &desk)
            pending.list.removeFirst()
        }
    }

    private func raise(_ access: Pending.Access, at time: Int64, _ desk: inout AlertDesk) {
        desk.raise(
            Self.id, access.actor, .zero, at: time, observed: 1, expected: 0, score: 1, over: windows[1], level: .critical,
            evidence: [CommitSequence(rawValue: access.commit)], detail: "unjustified")
    }

    /// Forgets an actor.
    mutating func forget(_ actor: Handle) { pending.list.removeAll { $0.actor == actor } }

    mutating func visit<Visitor: MemoryVisitor>(_ visitor: inout Visitor) throws(Visitor.Failure) {
        try visitor.visit(&events)
        try visitor.visit(shared: &pending)
    }

    /// Accesses without a reason so far, the oldest first.
    private struct Pending: MonitorState {
        struct Access {
            var actor = Handle.zero
            var time: Int64 = 0
            var commit: UInt64 = 0
        }

        var list: [Access] = []

        mutating func code(_ coder: inout StateCoder) throws(MonitorError) {
            try coder.code(list: &list, empty: Access()) { coder, access throws(MonitorError) in
                try coder.code(&access.actor)
                try coder.code(&access.time)
                try coder.code(&access.commit)
            }
        }
    }
}
