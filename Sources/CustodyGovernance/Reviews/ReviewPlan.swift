public import CustodyModel

/// Something that is looked at again and again.
public struct ReviewPlan: Hashable, Sendable, Codable {
    /// Which.
    public var id: ReviewID
    /// What kind.
    public var kind: Kind
    /// What it is called.
    public var title: String
    /// How often.
    public var every: RetentionClass.Period
    /// Who sees to it.
    public var owner: String
    /// Since when it is asked.
    public var since: Instant
    /// Whether it is still asked.
    public var isActive: Bool

    /// What is looked at.
    public enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
        /// Who holds which role.
        case access
        /// What the log shows, and who looked at which alerts.
        case log
        /// Which data is held, and whether all of it is needed.
        case data
        /// Whether the plan for incidents works.
        case plan
        /// Whether a backup can be put back.
        case restore
        /// Whether processors keep their contracts.
        case processor

        /// The article that asks for it.
        public var article: String {
            switch self {
            case .access: "GDPR Art. 25(2), 32(1)(b)"
            case .log: "GDPR Art. 32(1)(d)"
            case .data: "GDPR Art. 5(1)(c), 25(1)"
            case .plan: "GDPR Art. 32(1)(c), (d)"
            case .restore: "GDPR Art. 32(1)(c)"
            case .processor: "GDPR Art. 28(1), (3)(h)"
            }
        }
    }

    /// A plan from its parts.
    public init(
        _ id: ReviewID, _ kind: Kind, _ title: String, every: RetentionClass.Period, owner: String, since: Instant,
        isActive: Bool = true
    ) {
        self.id = id
        self.kind = kind
        self.title = title
        self.every = every
        self.owner = owner
        self.since = since
        self.isActive = isActive
    }

    /// When it is due after what was done.
    public func due(after done: some Sequence<ReviewDone>) -> Instant {
        (done.filter { $0.plan == id }.map(\.at).max() ?? since).adding(every)
    }
}
