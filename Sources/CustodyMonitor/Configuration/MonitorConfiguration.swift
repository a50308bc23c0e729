import CustodyModel

/// What a monitor looks for and how much it may remember.
///
/// A document names only what differs from the standard; what it names is checked when it is read.
public struct MonitorConfiguration: Hashable, Sendable, Codable {
    /// How many actors are remembered at most; the one that acted longest ago gives way.
    public let actors: Int
    /// How many people are remembered at most, for rules that ask who looked at one.
    public let subjects: Int
    /// How many minutes the place is ahead of UTC: hours and weekends are counted there.
    public let utcOffset: Int
    /// From which score on a case is proposed as an incident. A critical alert proposes it by itself.
    public let candidateScore: Int
    /// Every rule, in the order of their numbers.
    public private(set) var rules: [RuleSettings]

    /// The standard, up to what is said.
    ///
    /// - Throws: ``MonitorError`` with `invalidConfiguration`, and every fault.
    public init(
        actors: Int = 10_000, subjects: Int = 16_384, utcOffset: Int = 0, candidateScore: Int = 10, rules: [RuleSettings] = []
    ) throws(MonitorError) {
        self.init(standard: actors, subjects, utcOffset, candidateScore)
        var named: Set<RuleID> = []
        for rule in rules {
            guard named.insert(rule.name).inserted else {
                throw MonitorError(.invalidConfiguration, "\(rule.name) stands twice in the configuration; name it once")
            }
            self.rules[Int(rule.name.rawValue) - 1] = rule
        }
        try check()
    }

    /// What is looked for when nothing is said.
    public static let standard = MonitorConfiguration(standard: 10_000, 16_384, 0, 10)

    private init(standard actors: Int, _ subjects: Int, _ utcOffset: Int, _ candidateScore: Int) {
        (self.actors, self.subjects, self.utcOffset, self.candidateScore) = (actors, subjects, utcOffset, candidateScore)
        rules = RuleID.allCases.map { .standard($0) }
    }

    /// How a rule is set.
    public subscript(_ rule: RuleID) -> RuleSettings { rules[Int(rule.rawValue) - 1] }

    /// The same with one rule set otherwise.
    ///
    /// - Throws: ``MonitorError`` with `invalidConfiguration`.
    public func setting(_ rule: RuleSettings) throws(MonitorError) -> MonitorConfiguration {
        var changed = self
        changed.rules[Int(rule.name.rawValue) - 1] = rule
        try changed.check()
        return changed
    }

    /// The roles for which a rule has other thresholds.
    var rolesWithThresholds: Set<RoleID> { Set(rules.flatMap(\.roles.keys)) }

    /// What a saved state depends on: another layout cannot be filled from it. Thresholds are not among it.
    var layout: UInt64 {
        var layout = Mixing.mix(UInt64(bitPattern: Int64(actors)))
        for number in [subjects, utcOffset] { layout = Mixing.mix(layout ^ UInt64(bitPattern: Int64(number))) }
        for correlation in rules.flatMap(\.correlations) {
            layout = Mixing.mix(layout ^ UInt64(bitPattern: correlation.timespan.milliseconds))
        }
        return layout
    }

    private enum CodingKeys: String, CodingKey {
        case actors, subjects, rules
        case utcOffset = "utc-offset"
        case candidateScore = "candidate-score"
    }

    /// Reads what differs from the standard.
    ///
    /// - Throws: ``MonitorError`` with `invalidConfiguration`, and every fault.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let standard = MonitorConfiguration.standard
        try self.init(
            actors: try container.decodeIfPresent(Int.self, forKey: .actors) ?? standard.actors,
            subjects: try container.decodeIfPresent(Int.self, forKey: .subjects) ?? standard.subjects,
            utcOffset: try container.decodeIfPresent(Int.self, forKey: .utcOffset) ?? standard.utcOffset,
            candidateScore: try container.decodeIfPresent(Int.self, forKey: .candidateScore) ?? standard.candidateScore,
            rules: try container.decodeIfPresent([RuleSettings].self, forKey: .rules) ?? [])
    }

    private func check() throws(MonitorError) {
        var faults = rules.flatMap(\.faults)
        if !(1...1_000_000).contains(actors) { faults.append("'actors' is between 1 and 1,000,000, not \(actors)") }
        if !(8...10_000_000).contains(subjects) { faults.append("'subjects' is between 8 and 10,000,000, not \(subjects)") }
        if !(-1440...1440).contains(utcOffset) { faults.append("'utc-offset' is minutes within a day, not \(utcOffset)") }
        if !(1...1000).contains(candidateScore) {
            faults.append("'candidate-score' is between 1 and 1000, not \(candidateScore)")
        }
        if rolesWithThresholds.count > RoleTable.named {
            faults.append("at most \(RoleTable.named) roles have thresholds of their own, not \(rolesWithThresholds.count)")
        }
        guard faults.isEmpty else {
            throw MonitorError(.invalidConfiguration, "the configuration of the monitor cannot be used", faults: faults)
        }
    }
}
