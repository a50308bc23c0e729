import CustodyModel

extension PolicyCheck {
    /// What is odd but harmless. It takes longer than finding errors, so that compiling leaves it out.
    mutating func findWarnings() {
        warnOfUnknownLaw()
        let used = Set(
            hierarchy.effectiveRoles(policy.principals.flatMap(\.roles) + policy.grants.map(\.role)))
        for (index, role) in policy.roles.enumerated() {
            if role.rules.isEmpty, role.inherits.isEmpty {
                warning(.emptyRole, "role '\(role.id)' permits nothing", "roles[\(index)].rules")
            }
            if !used.contains(role.id) { warning(.unusedRole, "nobody holds role '\(role.id)'", "roles[\(index)].id") }
        }
        warnOfImpossibleRoles()
        warnOfIdleRules()
    }

    /// A warning alone: such a basis passed as another law's from the first, and the documents that have it must still be read.
    private mutating func warnOfUnknownLaw() {
        let own = LawfulBasis.unitedKingdom.map(\.rawValue).joined(separator: ", ")
        let shared = LawfulBasis.gdpr.map(\.rawValue).joined(separator: ", ")
        for (index, declaration) in policy.purposes.enumerated() where declaration.basis.isUnknownToUnitedKingdom {
            warning(
                .unknownLaw,
                "'\(declaration.basis)' is taken for a law's that is not known here; the UK GDPR has \(own), and shares \(shared)",
                "purposes[\(index)].basis")
        }
    }

    private mutating func warnOfImpossibleRoles() {
        let excluded = Set(policy.exclusions.filter { $0.kind == .static }.flatMap(\.roles))
        let reach = excluded.isEmpty ? [:] : hierarchy.reach(of: excluded)
        let needs = RoleHierarchy(policy.roles.map { Role($0.id, inherits: $0.prerequisites) })
        let circles = Set(needs.cycles().flatMap(\.self))
        for (index, role) in policy.roles.enumerated() {
            if circles.contains(role.id) {
                warning(
                    .roleNobodyMayHold, "role '\(role.id)' requires itself, so that nobody can be given it first",
                    "roles[\(index)].prerequisites")
            }
            guard let own = reach[role.id] else { continue }
            for clash in clashes(of: own) {
                warning(
                    .roleNobodyMayHold, "role '\(role.id)' joins \(Self.list(clash)), which exclude each other",
                    "roles[\(index)].inherits")
            }
            guard !role.prerequisites.isEmpty else { continue }
            for clash in clashes(of: role.prerequisites.reduce(into: own) { $0.formUnion(reach[$1] ?? []) }) {
                warning(
                    .roleNobodyMayHold,
                    "role '\(role.id)' requires what it may not be held with: \(Self.list(clash)) exclude each other",
                    "roles[\(index)].prerequisites")
            }
        }
    }

    /// Rules that can say nothing, or nothing new, beside the other rules of the role and all that it inherits.
    private mutating func warnOfIdleRules() {
        let places = Dictionary(policy.roles.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
        for (roleIndex, role) in policy.roles.enumerated() where !role.rules.isEmpty {
            let inherited = hierarchy.effectiveRoles([role.id]).dropFirst().compactMap { places[$0] }
                .flatMap { policy.roles[$0].rules }
            for (index, rule) in role.rules.enumerated() {
                let path = "roles[\(roleIndex)].rules[\(index)]"
                let reached = policy.allPurposes.map(\.purpose).filter(rule.covers)
                if reached.isEmpty {
                    warning(.unreachableRule, "the rule reaches no declared purpose", path)
                    continue
                }
                if let both = rule.when.first(where: rule.exceptions.contains) {
                    warning(.unreachableRule, "the rule speaks when \(both) and not when \(both)", path)
                    continue
                }
                guard rule.isPermission else {
                    warnOfWiderPurpose(rule, role.rules + inherited, path)
                    continue
                }
                if (role.rules + inherited).contains(where: { $0.alwaysTakes(rule, for: reached) }) {
                    warning(.unreachableRule, "another rule always takes away what the rule permits", path)
                    continue
                }
                // Of two equal rules the later one is idle.
                let others = role.rules.enumerated().filter { $0.offset != index && ($0.offset < index || $0.element != rule) }
                if (others.map(\.element) + inherited).contains(where: { $0.gives(rule, for: reached) }) {
                    warning(.shadowedPermit, "another rule permits all this already", path)
                }
            }
        }
    }

    /// A prohibition for `marketing.direct` says nothing about `marketing`, and who may use data for that may have direct marketing in mind.
    private mutating func warnOfWiderPurpose(_ rule: Rule, _ others: [Rule], _ path: String) {
        let wider = policy.allPurposes.lazy.map(\.purpose).first { purpose in
            !rule.covers(purpose) && rule.purposes.contains { $0.isWithin(purpose) }
                && others.contains { $0.isPermission && $0.covers(purpose) && $0.meets(rule) }
                // Another prohibition may say it for the wider one.
                && !others.contains { $0.takesAsMuch(as: rule, for: purpose) }
        }
        guard let wider else { return }
        warning(
            .widerPurposePasses,
            "the rule does not speak for purpose '\(wider)', which includes what it is about; name it as well",
            "\(path).purposes")
    }
}

extension Rule {
    private func covers(_ other: Rule, for reached: [Purpose]) -> Bool {
        other.actions.allSatisfy(actions.contains)
            && other.categories.allSatisfy { category in categories.contains { category.isWithin($0) } }
            && reached.allSatisfy(covers)
    }

    /// Whether it is about some of the same actions and categories as a prohibition.
    fileprivate func meets(_ prohibition: Rule) -> Bool {
        guard actions.contains(where: prohibition.actions.contains) else { return false }
        if prohibition.categories.isEmpty { return true }
        return categories.contains { own in prohibition.categories.contains { own.isWithin($0) || $0.isWithin(own) } }
    }

    /// Whether it takes away, for the purpose, all that another prohibition takes away for its own, whenever that does.
    fileprivate func takesAsMuch(as other: Rule, for purpose: Purpose) -> Bool {
        guard !isPermission, covers(purpose), Set(when).isSubset(of: other.when), Set(unless).isSubset(of: other.unless),
            !isOverridable || other.yieldsToTicket
        else { return false }
        if effect == .forbid, categories.isEmpty { return other.actions.allSatisfy(actions.contains) }
        return !other.categories.isEmpty && covers(other, for: [])
    }

    /// Whether it takes away everything that the permission gives, always.
    fileprivate func alwaysTakes(_ permission: Rule, for reached: [Purpose]) -> Bool {
        guard !isPermission, when.isEmpty, unless.isEmpty, !isOverridable else { return false }
        if effect == .forbid, categories.isEmpty {
            return permission.actions.allSatisfy(actions.contains) && reached.allSatisfy(covers)
        }
        return !permission.categories.isEmpty && covers(permission, for: reached)
    }

    /// Whether it gives everything that the other permission gives, whenever that does, in a form as clear, for no more in
    /// return.
    fileprivate func gives(_ other: Rule, for reached: [Purpose]) -> Bool {
        isPermission && other.obligations.isSuperset(of: obligations) && Set(when).isSubset(of: other.when)
            && Set(unless).isSubset(of: other.unless) && clarity >= other.clarity && covers(other, for: reached)
    }

    /// How much of a value is seen.
    private var clarity: Int {
        switch treatment {
        case .clear: .max
        case .mask(let keepLast): 1 + min(max(keepLast, 0), .max - 2)
        case .pseudonymise: 0
        case .drop: -1
        }
    }
}
