public import CustodyModel

/// Every rule over a stream of events, in bounded memory. The same events make the same alerts, wherever it is stopped and gone on with.
///
/// A value: who runs it decides on which task. ``ingest(_:)`` takes what is in the log, in the order of commits; ``ingest(signal:)``
/// what other systems noticed. ``state()`` is everything it remembers, and ``init(_:roles:restoring:)`` goes on from there.
///
/// It remembers handles and counts, and nothing else of anybody; ``forget(_:)`` drops what it remembers of one.
public struct MonitorEngine: Sendable {
    /// What it looks for.
    public private(set) var configuration: MonitorConfiguration
    /// The newest commit that it has taken in.
    public internal(set) var position = CommitSequence.zero
    var rules: RuleSet
    var desk: AlertDesk
    var actors: ActorTable
    var known = ColumnMemory<Int64>()
    var days = Daybook()
    var roles = RoleTable()
    var health: LogHealthRule
    var clock = LogClock()
    /// The end of the year 9999: no sum of times overflows.
    static let latestTime: Int64 = 253_402_300_799_999
    private let offset: Int64
    private let isWatchingLog: Bool

    /// An engine that has seen nothing.
    ///
    /// - Parameter names: which role has which number in events, for thresholds of roles.
    public init(_ configuration: MonitorConfiguration = .standard, roles names: [RoleID: UInt32] = [:]) {
        self.configuration = configuration
        self.names = names
        rules = RuleSet(configuration)
        desk = AlertDesk(configuration)
        actors = ActorTable(capacity: configuration.actors)
        health = LogHealthRule(configuration[.logHealth])
        isWatchingLog = configuration[.logHealth].mode != .off
        offset = Int64(configuration.utcOffset) * 60_000
        takeNames()
    }

    /// Which role has which number in events. It may learn more of them later.
    public var names: [RoleID: UInt32] {
        didSet { takeNames() }
    }

    /// Takes in an event and answers what the rules find in it.
    public mutating func ingest(_ event: MonitorEvent) -> [MonitorAlert] {
        position = max(position, event.commit)
        let (time, refuted) = clock.take(min(max(0, event.time.milliseconds), Self.latestTime), of: event.commit)
        let moment = Moment(hour: max(0, time + offset) / 3_600_000)
        if isWatchingLog {
            if let refuted { health.tell(of: refuted, at: time, &desk) }
            health.observe(event, at: time, &desk)
        }
        rules.breakGlass.check(at: time, &desk)
        guard event.actor != .zero else { return desk.take() }
        let place = place(of: event.actor, at: time)
        let (role, isNew) = roles.row(of: event.role)
        if isNew { adopt(event.role, role) }
        let amount = max(1, event.recordCount)
        desk.note(event, place)
        let (subjects, closed) = days.note(event, amount, at: time, moment, place)
        let observation = Observation(
            event: event, place: place, role: role, amount: amount, time: time, known: known[place], moment: moment,
            subjects: subjects, closedDay: closed)
        rules.observe(observation, &desk)
        return desk.take()
    }

    /// Goes over a commit that no rule looks at.
    public mutating func pass(_ commit: CommitSequence) { position = max(position, commit) }

    /// Takes in what another system noticed. It is an alert at once.
    public mutating func ingest(signal: MonitorSignal) -> [MonitorAlert] {
        health.take(signal, &desk)
        return desk.take()
    }

    /// Drops what is remembered of an actor or a subject.
    public mutating func forget(_ handle: Handle) {
        if let place = actors.remove(handle) {
            var clearing = RowClearing(place: place)
            visit(&clearing)
        }
        rules.probedSubject.forget(handle)
        rules.breakGlass.forget(handle)
        rules.related.forget(handle)
    }

    /// How often a rule has found something, in shadow too.
    public func count(of rule: RuleID) -> UInt64 { desk.counts[Int(rule.rawValue)] }

    /// How many actors it remembers or remembered at once.
    public var actorCount: Int { actors.count }

    private mutating func place(of actor: Handle, at time: Int64) -> Int {
        let place: Int
        switch actors.place(of: actor) {
        case .known(let place):
            // Whoever came while the clock was wrong is new, and not yet to come.
            if LogClock.isStray(known[place], at: time) { known[place] = time }
            return place
        case .added(let added):
            place = added
            var appending = RowAppending()
            visit(&appending)
        case .reused(let reused):
            place = reused
            var clearing = RowClearing(place: place)
            visit(&clearing)
        }
        known[place] = time
        return place
    }

    /// Keeps rows for the roles that have thresholds of their own, and gives those that have one theirs.
    mutating func takeNames() {
        let own = configuration.rolesWithThresholds
        roles.keepRows(for: Set(own.compactMap { names[$0] }), of: own.count)
        for row in roles.rows { adopt(row.code, row.row) }
    }

    private mutating func adopt(_ code: UInt32, _ row: Int) {
        guard let name = names.first(where: { $0.value == code })?.key else { return }
        for rule in RuleID.allCases {
            if let thresholds = configuration[rule].roles[name] { rules.set(thresholds, of: rule, for: row) }
        }
    }

    mutating func visit<Visitor: MemoryVisitor>(_ visitor: inout Visitor) throws(Visitor.Failure) {
        try visitor.visit(&known)
        try days.visit(&visitor)
        try desk.visit(&visitor)
        try rules.visit(&visitor)
    }
}
