import CustodyModel

/// R5: work at an hour at which the actor, or as long as little is known of them the role, hardly ever works.
///
/// `p = (n_hour + 0.5) / (n + 24)` over the hours of weekdays and weekends. Alert at `p < 0.002` and five permits in that hour, or fewer
/// with data of a special category. Source: the shape of published first-time-at-this-hour rules, with Krichevsky and Trofimov's
/// estimate.
struct OffHoursRule: DetectionRule {
    static let id = RuleID.offHours
    /// Before so many permits an actor's own hours say too little for the threshold.
    private static let enough: UInt32 = 300
    var thresholds: Thresholds
    private let floor: UInt32
    private var actors = HourCounts()
    private var roles = HourCounts()
    private var hours = ColumnMemory<Int64>()
    private var permits = ColumnMemory<UInt32>()
    private var special = ColumnMemory<UInt32>()

    init(_ settings: RuleSettings) {
        thresholds = Thresholds(settings)
        floor = UInt32(settings.floor(0))
        for _ in 0..<RoleTable.capacity { roles.append() }
    }

    mutating func observe(_ observation: Observation, _ desk: inout AlertDesk) {
        guard observation.takes else { return }
        let (place, season) = (observation.place, observation.moment.season)
        if observation.moment.isPast(hour: hours[place]) {
            if hours[place] > 0 {
                let worked = Moment(hour: hours[place]).season
                actors.add(permits[place], worked, place)
                roles.add(permits[place], worked, observation.role)
            }
            hours[place] = observation.moment.hour
            permits[place] = 0
            special[place] = 0
        }
        permits[place] = min(permits[place], .max - observation.amount) + observation.amount
        if observation.event.marks.contains(.special) { special[place] += special[place] < .max ? 1 : 0 }
        guard permits[place] >= floor || Double(special[place]) >= thresholds(1, observation.role) else { return }
        let probability: Double
        if actors.total(place) >= Self.enough {
            probability = actors.probability(season, place)
        } else if roles.total(observation.role) >= Self.enough {
            probability = roles.probability(season, observation.role)
        } else {
            return
        }
        let threshold = thresholds(0, observation.role)
        guard probability < threshold else { return }
        desk.find(
            Self.id, observation, observed: Double(permits[place]), expected: probability, score: threshold / probability,
            over: 3_600_000)
    }

    mutating func visit<Visitor: MemoryVisitor>(_ visitor: inout Visitor) throws(Visitor.Failure) {
        try visitor.visit(&actors)
        try visitor.visit(&hours)
        try visitor.visit(&permits)
        try visitor.visit(&special)
        try visitor.visit(shared: &roles)
    }
}

/// How much was done at each hour of weekdays and weekends. Old hours count for less: at 16,384 in all everything is halved.
struct HourCounts {
    private var counts = ColumnMemory<UInt16>(width: Moment.seasons)
    private var totals = ColumnMemory<UInt32>()

    func total(_ row: Int) -> UInt32 { totals[row] }

    func probability(_ season: Int, _ row: Int) -> Double {
        (Double(counts[row, season]) + 0.5) / (Double(totals[row]) + 24)
    }

    mutating func add(_ amount: UInt32, _ season: Int, _ row: Int) {
        // One hour alone shall not make the others improbable.
        let amount = min(amount, 256)
        counts[row, season] += UInt16(amount)
        totals[row] += amount
        guard totals[row] >= 16_384 else { return }
        var total: UInt32 = 0
        for season in 0..<Moment.seasons {
            counts[row, season] /= 2
            total += UInt32(counts[row, season])
        }
        totals[row] = total
    }
}

extension HourCounts: ActorMemory {
    var rows: Int { totals.rows }

    mutating func append() {
        counts.append()
        totals.append()
    }

    mutating func clear(_ place: Int) {
        counts.clear(place)
        totals.clear(place)
    }

    mutating func code(_ coder: inout StateCoder) throws(MonitorError) {
        try counts.code(&coder)
        try totals.code(&coder)
        try coder.expect(counts.rows == totals.rows)
        for row in 0..<totals.rows where coder.isReading {
            try coder.expect(
                totals[row] < 16_384 && (0..<Moment.seasons).reduce(0) { $0 + UInt32(counts[row, $1]) } == totals[row])
        }
    }
}
