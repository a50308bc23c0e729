import CustodyModel

/// Takes what rules find: says it once in its refractory time, or again when it is graver, with the evidence, and remembers what other
/// rules build upon.
struct AlertDesk {
    private static let evidenceLimit = 32
    private static let rules = RuleID.allCases.count + 1
    private let settings: [RuleSettings]
    /// When a rule spoke last about an actor, in milliseconds.
    private var spoken = ColumnMemory<Int64>(width: AlertDesk.rules)
    /// When it spoke last of the other thing that it looks for.
    private var spokenOther = ColumnMemory<Int64>(width: AlertDesk.rules)
    /// How grave it was what they spoke of last, as the weight of its level.
    private var weights = ColumnMemory<UInt8>(width: 2 * AlertDesk.rules)
    /// The actor's last commits, in a ring.
    private var commits = ColumnMemory<UInt64>(width: AlertDesk.evidenceLimit)
    private var commitCount = ColumnMemory<UInt64>()
    /// When much was found to be taken.
    private var bulk = ColumnMemory<Int64>()
    private(set) var alerts: [MonitorAlert] = []
    /// How much every rule found, by its number, in shadow too.
    private(set) var counts = [UInt64](repeating: 0, count: AlertDesk.rules)

    init(_ configuration: MonitorConfiguration) { settings = configuration.rules }

    /// Takes the event into the evidence.
    @inline(__always)
    mutating func note(_ event: MonitorEvent, _ place: Int) {
        let count = commitCount[place]
        commits[place, Int(count % UInt64(Self.evidenceLimit))] = event.commit.rawValue
        commitCount[place] = count &+ 1
    }

    /// When one of the rules about bulk found something about the actor; 0 for never.
    func lastBulk(_ place: Int) -> Int64 { bulk[place] }

    /// When a rule spoke last about the actor; 0 for never.
    func lastSpoken(_ rule: RuleID, _ place: Int) -> Int64 { spoken[place, Int(rule.rawValue)] }

    /// Something was found about an actor.
    ///
    /// - Parameter detail: names the other thing that the rule looks for; each of the two has its own refractory time.
    mutating func find(
        _ rule: RuleID, _ observation: Observation, observed: Double, expected: Double, score: Double,
        over window: Int64, level: Severity? = nil, subject: Handle = .zero, detail: String? = nil
    ) {
        let (place, time) = (observation.place, observation.time)
        switch rule {
        case .volumeSpike, .volumeCap, .manySubjects: bulk[place] = time
        default: break
        }
        let settings = settings[Int(rule.rawValue) - 1]
        let column = Int(rule.rawValue)
        let gravity = 2 * column + (detail == nil ? 0 : 1)
        let last = detail == nil ? spoken[place, column] : spokenOther[place, column]
        let weight = UInt8((level ?? settings.level).weight)
        // A state of before does not tell how grave it was: as grave as the rule is.
        let said = weights[place, gravity] == 0 ? UInt8(settings.level.weight) : weights[place, gravity]
        guard last == 0 || !LogClock.isWithin(settings.refractory.milliseconds, after: last, time) || weight > said,
            observation.age >= settings.warmUp.milliseconds
        else { return }
        if detail == nil { spoken[place, column] = time } else { spokenOther[place, column] = time }
        weights[place, gravity] = weight
        raise(
            rule, observation.event.actor, subject, at: time, observed: observed, expected: expected, score: score,
            over: window, level: level, evidence: evidence(place), detail: detail)
    }

    /// Something was found that is not said of an actor's row; its rule keeps its own refractory time.
    mutating func raise(
        _ rule: RuleID, _ actor: Handle, _ subject: Handle, at time: Int64, observed: Double, expected: Double, score: Double,
        over window: Int64, level: Severity? = nil, evidence: [CommitSequence], detail: String? = nil
    ) {
        let settings = settings[Int(rule.rawValue) - 1]
        counts[Int(rule.rawValue)] += 1
        alerts.append(
            MonitorAlert(
                rule: rule, detail: detail, level: level ?? settings.level, isShadow: settings.mode == .shadow, actor: actor,
                subject: subject, from: Instant(milliseconds: max(0, time - window)), at: Instant(milliseconds: time),
                observed: observed, expected: expected, score: score, evidence: evidence))
    }

    /// Hands over what was found since the last time.
    mutating func take() -> [MonitorAlert] {
        guard !alerts.isEmpty else { return [] }
        defer { alerts = [] }
        return alerts
    }

    /// The actor's last commits, the newest last.
    func evidence(_ place: Int) -> [CommitSequence] {
        let count = commitCount[place]
        let first = count > UInt64(Self.evidenceLimit) ? count - UInt64(Self.evidenceLimit) : 0
        return (first..<count).map { CommitSequence(rawValue: commits[place, Int($0 % UInt64(Self.evidenceLimit))]) }
    }

    mutating func visit<Visitor: MemoryVisitor>(_ visitor: inout Visitor) throws(Visitor.Failure) {
        try visitor.visit(&spoken)
        try visitor.visit(&commits)
        try visitor.visit(&commitCount)
        try visitor.visit(&bulk)
        try visitor.visit(&spokenOther, since: 2)
        try visitor.visit(&weights, since: 2)
    }
}

extension AlertDesk: MonitorState {
    mutating func code(_ coder: inout StateCoder) throws(MonitorError) {
        try coder.code(&counts)
        try coder.expect(counts.count == Self.rules)
    }
}
