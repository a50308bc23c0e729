public import CustodyModel

/// What a role was approved to do, so that it is noticed when it does more.
public struct RoleApproval: Hashable, Sendable, Codable {
    /// The role.
    public var role: RoleID
    /// What it may do.
    public var reach: [RoleReach]
    /// What it is kept from; nil when that is not known, as of an approval that was made before it was told, and then not compared.
    public var prohibitions: [RoleProhibition]?
    /// When that was approved.
    public var approvedAt: Instant

    /// An approval from its parts.
    public init(
        of role: RoleID, _ reach: some Sequence<RoleReach>, prohibitions: [RoleProhibition]? = nil, at approvedAt: Instant
    ) {
        self.role = role
        self.reach = reach.sorted()
        self.prohibitions = prohibitions?.sorted()
        self.approvedAt = approvedAt
    }

    /// An approval of all that a role may do now, and of what it is kept from.
    public init(of role: RoleID, in live: LiveGovernance, at approvedAt: Instant) {
        self.init(
            of: role, live.reach[role] ?? [], prohibitions: Array(live.prohibitions[role] ?? []), at: approvedAt)
    }

    /// What the role may do and was not approved to.
    public func excess(of reach: Set<RoleReach>) -> [RoleReach] {
        reach.filter { one in !self.reach.contains { $0.covers(one) } }.sorted()
    }

    /// What the role was approved to be kept from and is kept from no longer.
    public func lost(from prohibitions: Set<RoleProhibition>) -> [RoleProhibition] {
        (self.prohibitions ?? []).filter { one in !prohibitions.contains { $0.covers(one) } }.sorted()
    }
}
