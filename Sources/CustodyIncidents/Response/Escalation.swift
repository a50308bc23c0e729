public import CustodyModel

/// Somebody inside who must hear of an incident, by when, and whether they have.
public struct Escalation: Hashable, Sendable, Codable {
    /// That somebody heard of it.
    public struct Acknowledgement: Hashable, Sendable {
        /// When that was recorded.
        public var at: Instant
        /// Who recorded it.
        public var by: PrincipalToken
    }

    /// Who.
    public var person: SealedValue
    /// By when.
    public var due: Instant
    /// That they heard; nil while nobody knows.
    public internal(set) var acknowledgement: Acknowledgement?

    /// An escalation that nobody has acknowledged.
    public init(to person: SealedValue, by due: Instant) {
        self.person = person
        self.due = due
    }

    // The acknowledgement is a step of its own.
    private enum CodingKeys: String, CodingKey {
        case person = "p"
        case due = "d"
    }
}
