public import CustodyAccess
public import CustodyModel

/// One thing that a role is kept from, whatever permits it: an action, on a kind of data, for a purpose.
public struct RoleProhibition: Hashable, Sendable, Codable, Comparable {
    /// What.
    public var action: Action
    /// On which kind of data; nil when the action is forbidden altogether.
    public var category: DataCategory?
    /// For which purpose; nil for every declared one.
    public var purpose: Purpose?
    /// Whether the data is only left out, and the rest of the request is answered.
    public var isDrop: Bool
    /// Whether a break-glass ticket lifts it.
    public var isOverridable: Bool
    /// On what it depends.
    public var terms: RuleTerms

    /// A prohibition from its parts.
    public init(
        _ action: Action, _ category: DataCategory? = nil, for purpose: Purpose? = nil, isDrop: Bool = false,
        isOverridable: Bool = false, terms: RuleTerms = RuleTerms()
    ) {
        self.action = action
        self.category = category
        self.purpose = purpose
        self.isDrop = isDrop
        self.isOverridable = isOverridable
        self.terms = terms
    }

    /// Everything that a role's rules keep it from.
    public static func all(of role: RoleID, in review: AccessReview) -> Set<RoleProhibition> {
        var found: Set<RoleProhibition> = []
        for permission in review.permissions(of: role) where !permission.rule.isPermission {
            let rule = permission.rule
            for (action, category, purpose) in RoleReach.parts(of: rule) {
                found.insert(
                    RoleProhibition(
                        action, category, for: purpose, isDrop: rule.effect == .allow, isOverridable: rule.isOverridable,
                        terms: RuleTerms(of: rule)))
            }
        }
        return found
    }

    /// Whether the other is kept by this, and by no less.
    public func covers(_ other: RoleProhibition) -> Bool {
        guard action == other.action, !isDrop || other.isDrop, !isOverridable || other.isOverridable else { return false }
        if let category, !(other.category.map { $0.isWithin(category) } ?? false) { return false }
        if let purpose, !(other.purpose.map { $0.isWithin(purpose) } ?? false) { return false }
        // The fewer terms a prohibition has, the more it forbids.
        return terms.areKept(in: other.terms)
    }

    /// In an order to be read in.
    public static func < (left: RoleProhibition, right: RoleProhibition) -> Bool { left.description < right.description }
}

extension RoleProhibition: CustomStringConvertible {
    /// In words.
    public var description: String {
        var text = "\(isDrop ? "leave out" : "forbid") \(action.rawValue)"
        if let category { text += " \(category)" }
        if let purpose { text += " for \(purpose)" }
        return text + "\(terms)" + (isOverridable ? " (a ticket lifts it)" : "")
    }
}
