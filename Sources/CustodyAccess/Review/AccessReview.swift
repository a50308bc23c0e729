public import CustodyModel

/// Who holds what and who may do what, according to the document and the grants: the review functions of ANSI INCITS 359.
///
/// *Assigned* is what was given to somebody by name, *authorised* is that and all that it inherits.
public struct AccessReview: Sendable {
    let policy: RolePolicy
    private let index: HoldingIndex
    private let hierarchy: RoleHierarchy

    /// A review of a document and of what was changed beside it.
    public init(of policy: RolePolicy, under ledger: AccessLedger = AccessLedger()) {
        self.policy = policy
        index = HoldingIndex(Holdings(policy, ledger))
        hierarchy = RoleHierarchy(policy.roles)
    }

    /// Everybody who is known, by name.
    public var principals: [PrincipalID] { index.principals.sorted() }

    /// The roles given to a principal by name. Without an instant also those that are over, not begun or suspended.
    public func assignedRoles(of principal: PrincipalID, at instant: Instant? = nil) -> Set<RoleID> {
        Set(holdings(of: principal, at: instant).map(\.role))
    }

    /// The roles that a principal has, inherited ones included.
    public func authorisedRoles(of principal: PrincipalID, at instant: Instant? = nil) -> Set<RoleID> {
        Set(hierarchy.effectiveRoles(Array(assignedRoles(of: principal, at: instant))))
    }

    /// The principals to whom a role was given by name.
    public func assignedPrincipals(of role: RoleID, at instant: Instant? = nil) -> [PrincipalID] {
        principals.filter { assignedRoles(of: $0, at: instant).contains(role) }
    }

    /// The principals that have a role, inherited ones included.
    public func authorisedPrincipals(of role: RoleID, at instant: Instant? = nil) -> [PrincipalID] {
        principals.filter { authorisedRoles(of: $0, at: instant).contains(role) }
    }

    /// What a role permits and forbids, its own and what it inherits, each with the way to it.
    public func permissions(of role: RoleID) -> [EffectivePermission] {
        permissions(Holding(role: role, grant: nil, scope: nil))
    }

    /// What a principal's roles permit and forbid, each with the way to it.
    public func permissions(of principal: PrincipalID, at instant: Instant? = nil) -> [EffectivePermission] {
        holdings(of: principal, at: instant).flatMap(permissions)
    }

    /// What a principal may do, as far as nothing always takes it away: "what can".
    public func abilities(of principal: PrincipalID, at instant: Instant? = nil) -> [EffectivePermission] {
        permissions(of: principal, at: instant).filter(\.rule.isPermission)
    }

    /// Who may do an action on a category for a purpose: "who can". The person's will is left out: it is the person's.
    ///
    /// - Parameter category: nil asks for the action itself.
    public func actors(
        who action: Action, on category: DataCategory?, for purpose: Purpose?, at instant: Instant? = nil
    ) -> [Actor] {
        let declared = policy.allPurposes.filter { purpose == nil || $0.purpose == purpose }
        guard !declared.isEmpty else { return [] }
        func speaks(_ rule: Rule) -> Bool {
            rule.actions.contains(action) && declared.contains { rule.covers($0.purpose) && isLawful(rule, $0) }
        }
        func isLawful(_ rule: Rule, _ declaration: PurposeDeclaration) -> Bool {
            guard rule.isPermission, action.usesData, let category else { return true }
            return (!category.isSpecial || declaration.specialCondition != nil)
                && (!category.isCriminal || declaration.criminalDataLaw != nil)
        }
        func names(_ rule: Rule) -> Bool {
            guard let category else { return rule.isPermission || (rule.effect == .forbid && rule.categories.isEmpty) }
            if rule.effect == .forbid, rule.categories.isEmpty { return true }
            return rule.categories.contains { category.isWithin($0) }
        }
        return principals.compactMap { principal in
            let relevant = permissions(of: principal, at: instant).filter { speaks($0.rule) && names($0.rule) }
            let giving = relevant.filter(\.rule.isPermission)
            let taking = relevant.filter { !$0.rule.isPermission }
            guard !giving.isEmpty, !taking.contains(where: \.isAlways) else { return nil }
            return Actor(
                principal: principal, via: giving,
                isConditional: !taking.isEmpty || !giving.contains(where: \.isAlways))
        }
    }

    /// Somebody who may do something.
    public struct Actor: Hashable, Sendable {
        /// Who.
        public var principal: PrincipalID
        /// By which permissions.
        public var via: [EffectivePermission]
        /// Whether it depends on a condition, on the part of the organisation or on an obligation.
        public var isConditional: Bool
    }

    // MARK: Walking

    struct Holding {
        var role: RoleID
        var grant: GrantID?
        var scope: UnitName?
    }

    func holdings(of principal: PrincipalID, at instant: Instant?) -> [Holding] {
        let assigned = (index.assigned[principal] ?? []).map { Holding(role: $0, grant: nil, scope: nil) }
        return assigned
            + (index.grants[principal] ?? []).filter { instant == nil || index.reach(of: $0, at: instant) != nil }
            .map { Holding(role: $0.role, grant: $0.id, scope: $0.scope) }
    }

    private func permissions(_ holding: Holding) -> [EffectivePermission] {
        let places = Dictionary(policy.roles.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
        var found: [EffectivePermission] = []
        var paths: [RoleID: [RoleID]] = [holding.role: [holding.role]]
        for name in hierarchy.effectiveRoles([holding.role]) {
            guard let place = places[name] else { continue }
            let role = policy.roles[place]
            let path = paths[name] ?? [name]
            for parent in role.inherits where paths[parent] == nil { paths[parent] = path + [parent] }
            for (index, rule) in role.rules.enumerated() {
                found.append(
                    EffectivePermission(
                        path: path, rule: rule, place: "roles[\(place)].rules[\(index)]", grant: holding.grant,
                        scope: holding.scope))
            }
        }
        return found
    }
}

/// A rule that counts for somebody, and the way by which it does.
public struct EffectivePermission: Hashable, Sendable {
    /// The roles from the one that was given to the one that has the rule.
    public var path: [RoleID]
    /// The rule.
    public var rule: Rule
    /// Where the rule stands in the document.
    public var place: String
    /// The grant that gave the first role; nil when the document's assignment did.
    public var grant: GrantID?
    /// The part of the organisation for which it counts; everywhere when nil.
    public var scope: UnitName?

    /// What explanations call the rule.
    public var name: String { rule.id.map { "'\($0)' (\(place))" } ?? place }

    /// Whether it speaks for every record and whatever else is so.
    var isAlways: Bool { rule.isUnconditional && scope == nil }
}
