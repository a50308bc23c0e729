/// Which rule. The number never changes; documents use the name.
public enum RuleID: UInt8, Hashable, Sendable, CaseIterable, Comparable, CustomStringConvertible {
    /// Far more than the actor usually takes in such an hour.
    case volumeSpike = 1
    /// More than anybody takes in an hour or a day.
    case volumeCap = 2
    /// More people's data than the actor usually touches in a day.
    case manySubjects = 3
    /// A little more day after day.
    case slowDrift = 4
    /// At an hour at which the actor never works.
    case offHours = 5
    /// Kinds of data, actions or places that are new for the actor and rare in the role.
    case firstSeen = 6
    /// One refusal after another.
    case deniedBurst = 7
    /// Refused several times, then let in.
    case deniedThenPermitted = 8
    /// One person's data looked at by many.
    case probedSubject = 9
    /// Purposes other than the actor's usual ones, or not the role's.
    case purposeDrift = 10
    /// For a purpose whose consent was not there.
    case withoutConsent = 11
    /// In an emergency, against the policy.
    case breakGlass = 12
    /// A long silence, then much at once.
    case dormantActor = 13
    /// Handed out after much was taken.
    case exportAfterBulk = 14
    /// Data of special categories of many people.
    case specialSweep = 15
    /// One identifier after another is tried.
    case enumeration = 16
    /// From several places at once.
    case severalSources = 17
    /// Much altered or destroyed at once, or the policy changed and then used.
    case massChange = 18
    /// The data of oneself or of somebody one knows.
    case related = 19
    /// The log is not as it should be.
    case logHealth = 20

    /// The name in documents, such as `volume-spike`.
    public var name: String { Self.names[Int(rawValue) - 1] }

    /// The rule of that name; nil when there is none.
    public init?(name: String) {
        guard let place = Self.names.firstIndex(of: name) else { return nil }
        self = Self.allCases[place]
    }

    /// The number and the name.
    public var description: String { "R\(rawValue) \(name)" }

    /// By number.
    public static func < (left: RuleID, right: RuleID) -> Bool { left.rawValue < right.rawValue }

    private static let names = [
        "volume-spike", "volume-cap", "many-subjects", "slow-drift", "off-hours", "first-seen", "denied-burst",
        "denied-then-permitted", "probed-subject", "purpose-drift", "without-consent", "break-glass", "dormant-actor",
        "export-after-bulk", "special-sweep", "enumeration", "several-sources", "mass-change", "related", "log-health",
    ]
}

extension RuleID: Codable {
    /// Reads the name.
    public init(from decoder: any Decoder) throws {
        let name = try decoder.singleValueContainer().decode(String.self)
        guard let rule = RuleID(name: name) else {
            throw MonitorError(
                .invalidConfiguration, "there is no rule of that name; there are \(Self.names.joined(separator: ", "))")
        }
        self = rule
    }

    /// Writes the name.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(name)
    }
}
