public import CustodyModel

/// What a role was approved to do, so that it is noticed when it does more.
public struct RoleApproval: Hashable, Sendable, Codable {
    /// The role.
    public var role: RoleID
    /// What it may do.
    public var reach: [RoleReach]
    /// When that was approved.
    public var approvedAt: Instant

    /// An approval from its parts.
    public init(of role: RoleID, _ reach: some Sequence<RoleReach>, at approvedAt: Instant) {
        self.role = role
        self.reach = reach.sorted()
        self.approvedAt = approvedAt
    }

    /// What the role may do and was not approved to.
    public func excess(of reach: Set<RoleReach>) -> [RoleReach] {
        reach.filter { one in !self.reach.contains { $0.covers(one) } }.sorted()
    }
}
