public import CustodyModel

/// The alerts about one actor, or one person who was probed, within a day: what somebody looks at as one thing.
public struct MonitorCase: Hashable, Sendable, Codable {
    /// Somebody has looked at it.
    public struct Acknowledgement: Hashable, Sendable, Codable {
        /// Who; nil when the operator of the store did.
        public var by: PrincipalToken?
        /// When.
        public var at: Instant
        /// What it came to.
        public var note: String

        /// An acknowledgement from its parts.
        public init(by: PrincipalToken?, at: Instant, note: String) {
            self.by = by
            self.at = at
            self.note = note
        }
    }

    /// Counts the cases, from 1.
    public let number: UInt64
    /// Stands for the actor; zero for the log itself or a probed person.
    public let actor: Handle
    /// Stands for the person who was probed; zero for others.
    public let subject: Handle
    /// When its first alert was found.
    public let openedAt: Instant
    /// The alerts in the order in which they were found, at most ``alertLimit``; of each rule the gravest is among them.
    public internal(set) var alerts: [MonitorAlert] = []
    /// How many more there were.
    public internal(set) var omitted = 0
    /// Who has looked at it; nil while nobody has.
    public internal(set) var acknowledgement: Acknowledgement?
    /// The incident that it was proposed as; nil when it was not.
    public internal(set) var incident: IncidentID?

    /// How many alerts a case keeps.
    public static let alertLimit = 64
    /// How long after its first alert a case takes others.
    public static let span = Timespan.hours(24)

    /// The sum of the weights, each rule once and by its gravest alert, at most 100.
    public var score: Int {
        var gravest: [RuleID: Severity] = [:]
        for alert in alerts { gravest[alert.rule] = max(gravest[alert.rule] ?? .low, alert.level) }
        return min(100, gravest.values.reduce(0) { $0 + $1.weight })
    }

    /// How grave its gravest alert is.
    public var level: Severity { alerts.map(\.level).max() ?? .low }

    /// What makes it the same case when the log is read again.
    public var key: String { alerts.first?.key ?? "\(actor)/\(subject)/\(openedAt.milliseconds)" }

    /// Whether an alert belongs to it.
    func takes(_ alert: MonitorAlert) -> Bool {
        acknowledgement == nil && (actor, subject) == Self.key(of: alert)
            && alert.at >= openedAt.adding(milliseconds: -LogClock.disorder)
            && alert.at < openedAt.adding(milliseconds: Self.span.milliseconds)
    }

    /// Takes an alert in. In a full case only one that makes it graver gets a place, and one that adds nothing to the case gives way.
    mutating func take(_ alert: MonitorAlert) {
        guard alerts.count >= Self.alertLimit else { return alerts.append(alert) }
        omitted += 1
        guard alerts.allSatisfy({ $0.rule != alert.rule || $0.level < alert.level }) else { return }
        // The first names the case, and of each rule the gravest makes its score.
        var gravest: [RuleID: Int] = [:]
        for place in alerts.indices where gravest[alerts[place].rule].map({ alerts[$0].level < alerts[place].level }) ?? true {
            gravest[alerts[place].rule] = place
        }
        let spare = alerts.indices.dropFirst().filter { gravest[alerts[$0].rule] != $0 }
        guard let least = spare.min(by: { alerts[$0].level < alerts[$1].level }) else { return }
        alerts.remove(at: least)
        alerts.append(alert)
    }

    /// Whom an alert is about: the person whom many looked at, or else who acted.
    static func key(of alert: MonitorAlert) -> (actor: Handle, subject: Handle) {
        alert.rule == .probedSubject ? (.zero, alert.subject) : (alert.actor, .zero)
    }
}
