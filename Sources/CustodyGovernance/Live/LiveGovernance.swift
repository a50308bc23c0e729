public import CustodyAccess
public import CustodyModel

/// What governs a store now, as far as registers are held against it.
public struct LiveGovernance: Sendable {
    /// The policy.
    public var policy: RolePolicy
    /// What is held about people.
    public var records: [RecordSchema]
    /// The schedules that keep fields for other times than their schemas say. Of several for one purpose the first counts.
    public var schedules: [ScheduledRetention]
    /// Who holds what, grants counted in.
    public var review: AccessReview
    /// What each role may do, its own and what it inherits.
    public let reach: [RoleID: Set<RoleReach>]
    /// What each role is kept from, by its own rules and by those that it inherits.
    public let prohibitions: [RoleID: Set<RoleProhibition>]

    /// The live state from its parts.
    public init(
        policy: RolePolicy, records: [RecordSchema], schedules: [ScheduledRetention] = [], review: AccessReview? = nil
    ) {
        self.policy = policy
        self.records = records
        self.schedules = schedules
        let review = review ?? AccessReview(of: policy)
        self.review = review
        reach = Dictionary(
            policy.roles.map { ($0.id, RoleReach.all(of: $0.id, in: review)) }, uniquingKeysWith: { first, _ in first })
        prohibitions = Dictionary(
            policy.roles.map { ($0.id, RoleProhibition.all(of: $0.id, in: review)) }, uniquingKeysWith: { first, _ in first })
    }
}
