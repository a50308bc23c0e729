public import CustodyModel

/// Gathers the parts of a ``Role``.
@resultBuilder
public enum RoleBuilder {
    /// One part of a role.
    public enum Part: Sendable {
        /// Roles whose rules it has as well.
        case inherits([RoleID])
        /// What it permits or forbids.
        case rule(Rule)
        /// Roles to hold before it.
        case prerequisites([RoleID])
        /// How many may hold it.
        case maxHolders(Int)
        /// It may be passed on.
        case delegable
        /// After how many days it is reviewed.
        case reviewEvery(days: Int)
    }

    /// A permission or prohibition.
    public static func buildExpression(_ part: some RuleMaking) -> [Part] { [.rule(part.rule)] }
    /// Inherited roles.
    public static func buildExpression(_ part: Inherits) -> [Part] { [.inherits(part.roles)] }
    /// Roles to hold before it.
    public static func buildExpression(_ part: Requires) -> [Part] { [.prerequisites(part.roles)] }
    /// How many may hold it.
    public static func buildExpression(_ part: MaxHolders) -> [Part] { [.maxHolders(part.count)] }
    /// It may be passed on.
    public static func buildExpression(_ part: Delegable) -> [Part] { [.delegable] }
    /// When it is reviewed.
    public static func buildExpression(_ part: ReviewEvery) -> [Part] { [.reviewEvery(days: part.days)] }
    /// A rule that was made elsewhere.
    public static func buildExpression(_ rule: Rule) -> [Part] { [.rule(rule)] }
    /// The parts in order.
    public static func buildBlock(_ parts: [Part]...) -> [Part] { parts.flatMap(\.self) }
    /// The parts of a loop.
    public static func buildArray(_ parts: [[Part]]) -> [Part] { parts.flatMap(\.self) }
    /// The parts of an `if`.
    public static func buildOptional(_ parts: [Part]?) -> [Part] { parts ?? [] }
    /// The parts of one branch.
    public static func buildEither(first parts: [Part]) -> [Part] { parts }
    /// The parts of the other branch.
    public static func buildEither(second parts: [Part]) -> [Part] { parts }
}

/// Has the rules of other roles as well: `Inherits("support")`.
public struct Inherits: Sendable {
    let roles: [RoleID]

    /// Inherits from these roles.
    public init(_ roles: RoleID...) { self.roles = roles }
}

/// May only be held beside other roles: `Requires("employee")`.
public struct Requires: Sendable {
    let roles: [RoleID]

    /// Requires these roles.
    public init(_ roles: RoleID...) { self.roles = roles }
}

/// May be held by so many: `MaxHolders(2)`.
public struct MaxHolders: Sendable {
    let count: Int

    /// Limits the holders.
    public init(_ count: Int) { self.count = count }
}

/// May be passed on by a holder for a time.
public struct Delegable: Sendable {
    /// May be passed on.
    public init() {}
}

/// Is looked at again after so many days.
public struct ReviewEvery: Sendable {
    let days: Int

    /// Sets the days.
    public init(days: Int) { self.days = days }
}
