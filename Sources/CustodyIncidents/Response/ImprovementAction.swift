public import CustodyModel

/// A corrective action that came of an incident: something that is to be changed so that it does not happen again. Its texts are sealed,
/// and one person carries it out while another verifies it. What the registers of a house want changed is an entry of theirs.
public struct ImprovementAction: Hashable, Sendable, Codable {
    /// That it was carried out or verified.
    public struct Mark: Hashable, Sendable {
        /// When that was recorded.
        public var at: Instant
        /// By whom.
        public var by: PrincipalToken
    }

    /// What.
    public var title: SealedValue
    /// Who sees to it.
    public var owner: SealedValue
    /// By when.
    public var due: Instant
    /// That it was carried out.
    public internal(set) var carriedOut: Mark?
    /// That somebody else saw that it works.
    public internal(set) var verified: Mark?

    /// An action that is open.
    public init(_ title: SealedValue, owner: SealedValue, due: Instant) {
        self.title = title
        self.owner = owner
        self.due = due
    }

    // What became of it are steps of their own.
    private enum CodingKeys: String, CodingKey {
        case title = "t"
        case owner = "o"
        case due = "d"
    }
}
