import CustodyModel

/// R4: a little more than usual, day after day: `C = max(0, C + min(z, 2.5) − 0.75)`, alert at `C ≥ 4.3` for the records of a day, and at
/// `C ≥ 8` for the people in them, which say much the same.
///
/// A day is looked at when the actor's next begins. Days without anything count for nothing, and while the sum rises what is usual does
/// not follow. Source: the cumulative sum chart (Page 1954).
struct SlowDriftRule: DetectionRule {
    static let id = RuleID.slowDrift
    private static let daysToLearn = 20
    var thresholds: Thresholds
    private var volumes: Drift
    private var subjects: Drift
    private let window: Int64 = 10 * 86_400_000

    init(_ settings: RuleSettings) {
        thresholds = Thresholds(settings)
        volumes = Drift(allowance: Float(settings.floor(0)))
        subjects = Drift(allowance: Float(settings.floor(1)))
    }

    mutating func observe(_ observation: Observation, _ desk: inout AlertDesk) {
        guard let day = observation.closedDay else { return }
        let (season, place, role) = (Moment.kind(day.day), observation.place, observation.role)
        if let sum = volumes.add(Float(day.volume), season, place, Float(thresholds(0, role))) {
            desk.find(
                Self.id, observation, observed: Double(day.volume), expected: volumes.usual(season, place), score: Double(sum),
                over: window)
        }
        if let sum = subjects.add(Float(day.subjects), season, place, Float(thresholds(1, role))) {
            desk.find(
                Self.id, observation, observed: day.subjects, expected: subjects.usual(season, place), score: Double(sum),
                over: window)
        }
    }

    mutating func visit<Visitor: MemoryVisitor>(_ visitor: inout Visitor) throws(Visitor.Failure) {
        try volumes.visit(&visitor)
        try subjects.visit(&visitor)
    }

    /// One figure of a day, its usual size and its sum.
    private struct Drift {
        private let allowance: Float
        private var baseline = BaselineMemory(seasons: 2, floor: 0.07)
        private var cusum = CusumMemory()

        init(allowance: Float) { self.allowance = allowance }

        func usual(_ season: Int, _ place: Int) -> Double { baseline.expected(season, place) }

        mutating func add(_ figure: Float, _ season: Int, _ place: Int, _ threshold: Float) -> Float? {
            guard baseline.seen(season, place) >= SlowDriftRule.daysToLearn else {
                baseline.learn(figure, season, place)
                return nil
            }
            let z = baseline.deviation(of: figure, season, place)
            let alarm = cusum.add(z, allowance: allowance, threshold: threshold, place)
            if !cusum.isRising(threshold: threshold, place) { baseline.learn(figure, season, place) }
            return alarm
        }

        mutating func visit<Visitor: MemoryVisitor>(_ visitor: inout Visitor) throws(Visitor.Failure) {
            try visitor.visit(&baseline)
            try visitor.visit(&cusum)
        }
    }
}
