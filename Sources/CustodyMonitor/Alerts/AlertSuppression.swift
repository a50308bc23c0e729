public import CustodyModel

/// That nobody is told of some alerts for a time, and why. They are counted and kept all the same.
public struct AlertSuppression: Hashable, Sendable, Codable {
    /// Only alerts of this rule; nil for every rule.
    public let rule: RuleID?
    /// Only alerts about this actor; nil for everybody.
    public let actor: Handle?
    /// Why.
    public let reason: String
    /// From when on.
    public let from: Instant
    /// Until when: there is always an end.
    public let until: Instant

    /// The longest that anything is suppressed.
    public static let longest = Timespan.days(366)

    /// A suppression of something, with a reason and an end.
    ///
    /// - Throws: ``MonitorError`` with `invalidSuppression`.
    public init(
        rule: RuleID? = nil, actor: Handle? = nil, because reason: String, from: Instant, until: Instant
    ) throws(MonitorError) {
        var faults: [String] = []
        if rule == nil, actor == nil { faults.append("name a rule or an actor: nobody suppresses everything") }
        if !reason.isSaid { faults.append("say why") }
        if until <= from || until > from.adding(milliseconds: Self.longest.milliseconds) {
            faults.append("the end lies after the beginning and at most \(Self.longest) later")
        }
        guard faults.isEmpty else { throw MonitorError(.invalidSuppression, "this cannot be suppressed", faults: faults) }
        (self.rule, self.actor, self.reason, self.from, self.until) = (rule, actor, reason, from, until)
    }

    /// Whether it holds for the alert.
    public func covers(_ alert: MonitorAlert) -> Bool {
        (rule.map { $0 == alert.rule } ?? true) && (actor.map { $0 == alert.actor } ?? true) && from <= alert.at
            && alert.at < until
    }
}
