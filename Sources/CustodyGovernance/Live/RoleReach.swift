public import CustodyAccess
public import CustodyModel

/// One thing that a role may do: an action, on a kind of data, for a purpose, under terms.
public struct RoleReach: Hashable, Sendable, Codable, Comparable {
    /// What.
    public var action: Action
    /// On which kind of data; nil when it touches none.
    public var category: DataCategory?
    /// For which purpose; nil for every declared one.
    public var purpose: Purpose?
    /// Whether the data is seen as it is, and not masked or under another name.
    public var isClear: Bool
    /// On what it depends; nil when that is not known, as of an approval that was made before terms were told.
    public var terms: RuleTerms?

    /// A reach from its parts.
    public init(
        _ action: Action, _ category: DataCategory? = nil, for purpose: Purpose? = nil, isClear: Bool = true,
        terms: RuleTerms? = nil
    ) {
        self.action = action
        self.category = category
        self.purpose = purpose
        self.isClear = isClear
        self.terms = terms
    }

    /// Everything that a role's permissions come to.
    public static func all(of role: RoleID, in review: AccessReview) -> Set<RoleReach> {
        var found: Set<RoleReach> = []
        for permission in review.permissions(of: role) where permission.rule.isPermission {
            let rule = permission.rule
            for (action, category, purpose) in parts(of: rule) {
                found.insert(
                    RoleReach(
                        action, category, for: purpose, isClear: rule.treatment == .clear, terms: RuleTerms(of: rule)))
            }
        }
        return found
    }

    /// What a rule speaks about, one thing at a time.
    static func parts(of rule: Rule) -> [(Action, DataCategory?, Purpose?)] {
        let categories: [DataCategory?] = rule.categories.isEmpty ? [nil] : rule.categories.map(Optional.some)
        let purposes: [Purpose?] = rule.purposes.isEmpty ? [nil] : rule.purposes.map(Optional.some)
        var parts: [(Action, DataCategory?, Purpose?)] = []
        for action in rule.actions {
            for category in categories {
                for purpose in purposes { parts.append((action, category, purpose)) }
            }
        }
        return parts
    }

    /// Whether the other is nothing more than this. Terms that are not known are not held against it.
    public func covers(_ other: RoleReach) -> Bool {
        guard action == other.action, isClear || !other.isClear else { return false }
        // The more terms a permission has, the less it permits.
        if let terms, !terms.areKept(in: other.terms ?? RuleTerms()) { return false }
        switch (category, other.category) {
        case (nil, nil): break
        case (let own?, let theirs?): guard theirs.isWithin(own) else { return false }
        default: return false
        }
        guard let purpose else { return true }
        return other.purpose.map { $0.isWithin(purpose) } ?? false
    }

    /// In an order to be read in.
    public static func < (left: RoleReach, right: RoleReach) -> Bool { left.description < right.description }
}

extension RoleReach: CustomStringConvertible {
    /// In words.
    public var description: String {
        var text = action.rawValue
        if let category { text += " \(category)" }
        if let purpose { text += " for \(purpose)" } else if category != nil { text += " for every purpose" }
        return (isClear ? text : text + " (not in clear)") + (terms.map { "\($0)" } ?? "")
    }
}
