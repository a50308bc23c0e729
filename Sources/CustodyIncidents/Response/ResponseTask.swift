public import CustodyModel

/// Something to do about an incident.
public struct ResponseTask: Hashable, Sendable, Codable {
    /// What became of it.
    public enum Outcome: Hashable, Sendable {
        /// It was done.
        case done(at: Instant, by: PrincipalToken)
        /// It was found not to be needed, for a reason.
        case waived(at: Instant, by: PrincipalToken, reason: SealedValue)
    }

    /// What.
    public var title: SealedValue
    /// Whose part it is; nil when it is anybody's.
    public var role: ResponseRole?
    /// Whether the incident is not closed before it is settled.
    public var isRequired: Bool
    /// By when; nil when no time is set.
    public var due: Instant?
    /// What became of it; nil while it is open.
    public internal(set) var outcome: Outcome?

    /// A task that is open.
    public init(_ title: SealedValue, for role: ResponseRole? = nil, isRequired: Bool, due: Instant? = nil) {
        self.title = title
        self.role = role
        self.isRequired = isRequired
        self.due = due
    }

    // What became of it is a step of its own.
    private enum CodingKeys: String, CodingKey {
        case title = "t"
        case role = "r"
        case isRequired = "q"
        case due = "d"
    }
}
