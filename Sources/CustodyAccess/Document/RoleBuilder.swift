public import CustodyModel

/// Gathers the parts of a ``Role``.
@resultBuilder
public enum RoleBuilder {
    /// One part of a role.
    public enum Part: Sendable {
        /// Roles whose rules it has as well.
        case inherits([RoleID])
        /// What it permits.
        case rule(Rule)
    }

    /// A permission.
    public static func buildExpression(_ part: Allow) -> [Part] { [.rule(part.rule)] }
    /// A permission to see a part.
    public static func buildExpression(_ part: Mask) -> [Part] { [.rule(part.rule)] }
    /// Inherited roles.
    public static func buildExpression(_ part: Inherits) -> [Part] { [.inherits(part.roles)] }
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

/// Permits actions: `Allow(.read, [.contact], for: [.customerCare])`, or `Allow(.planErasure)` where no data is touched.
public struct Allow: Sendable {
    let rule: Rule

    /// Permits an action on the categories and what is below them, for the purposes or for every declared one.
    public init(_ action: Action, _ categories: [DataCategory] = [], for purposes: [Purpose] = []) {
        self.init([action], categories, for: purposes)
    }

    /// Permits several actions alike.
    public init(_ actions: [Action], _ categories: [DataCategory] = [], for purposes: [Purpose] = []) {
        rule = Rule(actions, categories: categories, purposes: purposes)
    }
}

/// Permits reading with all but the last characters hidden: `Mask(.bankAccount, keepLast: 4, for: [.payment])`.
public struct Mask: Sendable {
    let rule: Rule

    /// Shows the last characters of a category and what is below it.
    public init(_ category: DataCategory, keepLast: Int = 0, for purposes: [Purpose] = []) {
        self.init([category], keepLast: keepLast, for: purposes)
    }

    /// Shows the last characters of several categories.
    public init(_ categories: [DataCategory], keepLast: Int = 0, for purposes: [Purpose] = []) {
        rule = Rule([.read], categories: categories, purposes: purposes, treatment: .mask(keepLast: keepLast))
    }
}

/// Has the rules of other roles as well: `Inherits("support")`.
public struct Inherits: Sendable {
    let roles: [RoleID]

    /// Inherits from these roles.
    public init(_ roles: RoleID...) { self.roles = roles }
}
