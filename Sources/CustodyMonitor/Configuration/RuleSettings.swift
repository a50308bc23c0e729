public import CustodyModel

/// How one rule is set. The default of each rule is ``RuleSettings/standard(_:)``; a document names what it wants otherwise.
public struct RuleSettings: Hashable, Sendable, Codable {
    /// What becomes of what a rule finds.
    public enum Mode: String, Hashable, Sendable, Codable, CaseIterable {
        /// It is an alert.
        case alert
        /// It is counted and nobody is told: to try a rule.
        case shadow
        /// Nothing is looked for.
        case off
    }

    /// Which rule.
    public var name: RuleID
    /// What it looks for, for people.
    public var title: String
    /// How grave it is; a rule may call a clear case graver.
    public var level: Severity
    /// What becomes of what it finds.
    public var mode: Mode
    /// Its conditions, in the order that the rule gives them.
    public var correlations: [Correlation]
    /// How long after an alert about an actor the rule says nothing about them, unless what it finds is graver or another of its things.
    public var refractory: Timespan
    /// How long an actor must be known before the rule says anything about them.
    public var warmUp: Timespan
    /// Other thresholds for actors of a role, one for each condition.
    public var roles: [RoleID: [Double]]

    /// Settings from their parts.
    public init(
        _ name: RuleID, _ title: String, level: Severity, _ correlations: [Correlation], refractory: Timespan = .hours(1),
        warmUp: Timespan = .days(0), mode: Mode = .alert, roles: [RoleID: [Double]] = [:]
    ) {
        self.name = name
        self.title = title
        self.level = level
        self.mode = mode
        self.correlations = correlations
        self.refractory = refractory
        self.warmUp = warmUp
        self.roles = roles
    }

    private enum CodingKeys: String, CodingKey {
        case name, title, level, mode, correlations, refractory, roles
        case warmUp = "warm-up"
    }

    /// Reads the name and whatever differs from the standard.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self = .standard(try container.decode(RuleID.self, forKey: .name))
        if let title = try container.decodeIfPresent(String.self, forKey: .title) { self.title = title }
        if let level = try container.decodeIfPresent(Severity.self, forKey: .level) { self.level = level }
        if let mode = try container.decodeIfPresent(Mode.self, forKey: .mode) { self.mode = mode }
        if let conditions = try container.decodeIfPresent([Correlation].self, forKey: .correlations) {
            correlations = conditions
        }
        if let span = try container.decodeIfPresent(Timespan.self, forKey: .refractory) { refractory = span }
        if let span = try container.decodeIfPresent(Timespan.self, forKey: .warmUp) { warmUp = span }
        if let roles = try container.decodeIfPresent([RoleID: [Double]].self, forKey: .roles) { self.roles = roles }
    }

    /// Everything that is wrong with it.
    var faults: [String] {
        let standard = RuleSettings.standard(name)
        var faults: [String] = []
        let wanted = standard.correlations.map { "\($0.type.rawValue) of \($0.condition.field)" }
        if correlations.map({ "\($0.type.rawValue) of \($0.condition.field)" }) != wanted {
            faults.append("\(name) has these conditions, in this order: \(wanted.joined(separator: ", "))")
        }
        for (correlation, usual) in zip(correlations, standard.correlations) {
            let condition = correlation.condition
            if (condition.gte == nil) != (usual.condition.gte == nil) || (condition.lte == nil) != (usual.condition.lte == nil)
            {
                faults.append(
                    "\(name): the condition on '\(condition.field)' is a '\(usual.condition.gte == nil ? "lte" : "gte")'")
            }
            if correlation.groupBy != usual.groupBy {
                faults.append("\(name) counts by \(usual.groupBy.joined(separator: ", "))")
            }
            if !(Timespan.seconds(1)...Timespan.days(90)).contains(correlation.timespan) {
                faults.append("\(name): a timespan is between 1s and 90d, not \(correlation.timespan)")
            }
            if !isThreshold(condition.threshold) || !(correlation.floor >= 0 && correlation.floor < 1e9) {
                faults.append("\(name): the threshold on '\(condition.field)' must be above 0, and the floor not below")
            }
        }
        for (role, thresholds) in roles.sorted(by: { $0.key < $1.key })
        where thresholds.count != standard.correlations.count || !thresholds.allSatisfy(isThreshold) {
            faults.append("\(name): role '\(role)' needs \(standard.correlations.count) thresholds above 0")
        }
        if refractory > .days(90) || warmUp > .days(90) { faults.append("\(name): refractory and warm-up are at most 90d") }
        return faults
    }

    private func isThreshold(_ value: Double) -> Bool { value > 0 && value < 1e9 }
}
