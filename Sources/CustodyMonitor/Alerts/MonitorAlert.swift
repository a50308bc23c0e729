public import CustodyModel

/// What a rule found. It names nobody: actor and subject are handles, the evidence is commits of the log.
public struct MonitorAlert: Hashable, Sendable, Codable {
    /// Which rule.
    public var rule: RuleID
    /// What exactly, where the rule finds several things or a system outside found it.
    public var detail: String?
    /// How grave it is.
    public var level: Severity
    /// Whether the rule only counts.
    public var isShadow: Bool
    /// Stands for who acted; zero for nobody.
    public var actor: Handle
    /// Stands for the one person whose data it was; zero for none or several.
    public var subject: Handle
    /// Where the window began.
    public var from: Instant
    /// When it was found: the time of the event that showed it.
    public var at: Instant
    /// How much there was.
    public var observed: Double
    /// How much is usual or allowed.
    public var expected: Double
    /// How far it is from that, in the measure of the rule.
    public var score: Double
    /// The commits that show it, the newest last, at most 32.
    public var evidence: [CommitSequence]

    /// The version of the rules. An alert means what the rules of its version say.
    public static let rulesVersion = 2

    /// What makes it the same alert when it is found again by a replay.
    public var key: String {
        "\(rule.rawValue)/\(actor)/\(subject)/\(at.milliseconds)/\(evidence.last?.rawValue ?? 0)"
            + (detail.map { "/" + $0 } ?? "")
    }
}
