import CustodyModel

/// R1: the records that an actor takes in a clock hour, against what is usual for the actor at such an hour.
///
/// `z = (2√(X + 3/8) − m) / √max(s², 1)` with the baseline of the actor for the hour of the day and the kind of day, and as long as that
/// has seen fewer than five such hours, the role's. Alert at `z ≥ 6.5` and `X ≥ 50`; critical from ten times the 99th percentile of the
/// role's hours on. Source: EWMA control charts (Roberts 1959) on Anscombe's transform.
struct VolumeSpikeRule: DetectionRule {
    static let id = RuleID.volumeSpike
    private static let longestSilence: Int64 = 14 * 24
    var thresholds: Thresholds
    private let floor: UInt32
    private var baseline = BaselineMemory(seasons: Moment.seasons)
    private var roles = RoleVolumes()
    private var hours = ColumnMemory<Int64>()
    private var amounts = ColumnMemory<UInt32>()

    init(_ settings: RuleSettings) {
        thresholds = Thresholds(settings)
        floor = UInt32(settings.floor(0))
    }

    mutating func observe(_ observation: Observation, _ desk: inout AlertDesk) {
        guard observation.takes else { return }
        let place = observation.place
        if observation.moment.isPast(hour: hours[place]) { close(observation) }
        let (sum, overflow) = amounts[place].addingReportingOverflow(observation.amount)
        amounts[place] = overflow ? .max : sum
        guard sum >= floor || overflow else { return }
        let season = observation.moment.season
        let (z, expected): (Float, Double)
        if baseline.seen(season, place) >= 5 {
            (z, expected) = (baseline.deviation(of: Float(sum), season, place), baseline.expected(season, place))
        } else if let usual = roles.deviation(of: Float(sum), season, observation.role) {
            (z, expected) = usual
        } else {
            return
        }
        guard Double(z) >= thresholds(0, observation.role) else { return }
        let most = roles.percentile99(observation.role)
        let isCritical = most > 0 && Double(sum) >= thresholds(1, observation.role) * most
        desk.find(
            Self.id, observation, observed: Double(sum), expected: expected, score: Double(z), over: 3_600_000,
            level: isCritical ? .critical : nil)
    }

    /// Learns the hours since the actor's last, those without anything too.
    private mutating func close(_ observation: Observation) {
        let place = observation.place
        let (last, now) = (hours[place], observation.moment.hour)
        if last > 0 {
            let worked = Moment(hour: last)
            baseline.learn(Float(amounts[place]), worked.season, place)
            roles.learn(amounts[place], worked.season, observation.role)
            var hour = max(last + 1, now - Self.longestSilence)
            while hour < now {
                baseline.learn(0, Moment(hour: hour).season, place)
                hour += 1
            }
        }
        hours[place] = now
        amounts[place] = 0
    }

    mutating func visit<Visitor: MemoryVisitor>(_ visitor: inout Visitor) throws(Visitor.Failure) {
        try visitor.visit(&baseline)
        try visitor.visit(&hours)
        try visitor.visit(&amounts)
        try visitor.visit(shared: &roles)
    }
}
