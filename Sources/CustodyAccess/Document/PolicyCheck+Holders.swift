import CustodyModel

extension PolicyCheck {
    mutating func checkExclusions() {
        for (index, exclusion) in policy.exclusions.enumerated() {
            for (place, role) in exclusion.roles.enumerated() where !roleNames.contains(role) {
                error(.unknownRole, "there is no role '\(role)' to keep apart", "exclusive[\(index)][\(place)]")
            }
            let count = Set(exclusion.roles).count
            if count < 2 {
                error(.emptyExclusion, "an exclusion needs two different roles", "exclusive[\(index)]")
            } else if !(1..<count).contains(exclusion.atMost) {
                error(
                    .badLimit, "'atMost' is \(exclusion.atMost); of \(count) roles it can be 1 to \(count - 1)",
                    "exclusive[\(index)].atMost")
            }
        }
    }

    mutating func checkPrincipals() {
        refuseTwice(policy.principals.map(\.principal.rawValue), "principal", "principals", ".id", isPersonal: true)
        for (index, assignment) in policy.principals.enumerated() {
            if !assignment.principal.rawValue.isPlainName {
                error(.malformedName, "a principal needs a name without control characters", "principals[\(index)].id")
            }
            for (place, role) in assignment.roles.enumerated() where !roleNames.contains(role) {
                error(.unknownRole, "there is no role '\(role)'", "principals[\(index)].roles[\(place)]")
            }
        }
    }

    mutating func checkGrants() {
        // The roles of an assignment go by such names in a recertification.
        let isTaken = policy.grants.contains { $0.id.rawValue.contains(":") }
        let taken = isTaken ? policy.principals.flatMap(\.holdings).map(\.id.rawValue) : []
        refuseTwice(policy.grants.map(\.id.rawValue), "grant", "grants", ".id", besides: Set(taken), isPersonal: true)
        for (index, grant) in policy.grants.enumerated() {
            if !grant.principal.rawValue.isPlainName {
                error(.malformedName, "a principal needs a name without control characters", "grants[\(index)].principal")
            }
            if !grant.id.rawValue.isPlainName {
                error(.malformedName, "a grant needs a name without control characters", "grants[\(index)].id")
            }
            if let scope = grant.scope, !scope.isWellFormed {
                error(.malformedName, "'\(scope)' is no name; use \(String.treeNameRule)", "grants[\(index)].scope")
            }
            if !roleNames.contains(grant.role) {
                error(.unknownRole, "there is no role '\(grant.role)'", "grants[\(index)].role")
            }
            if let from = grant.from, let until = grant.until, until <= from {
                error(.badGrant, "the grant ends before it starts", "grants[\(index)].until")
            }
            if case .delegated(let holder) = grant.source, holder == grant.principal {
                error(.badGrant, "nobody delegates to themselves", "grants[\(index)].delegatedBy")
            }
        }
    }

    /// Exclusions, prerequisites and limits over everything that each principal holds, by assignment or by grant, now or
    /// later, directly or by inheritance.
    mutating func checkHolders() {
        let needy = policy.roles.filter { !$0.prerequisites.isEmpty }
        let limited = policy.roles.filter { $0.maxHolders != nil }
        let hasExclusions = policy.exclusions.contains { $0.kind == .static }
        guard hasExclusions || !needy.isEmpty || !limited.isEmpty else { return }
        var counts: [RoleID: Int] = [:]
        var known: [[RoleID]: [RoleID]] = [:]
        for holder in holders() {
            let held = known[holder.roles] ?? hierarchy.effectiveRoles(holder.roles)
            known[holder.roles] = held
            for clash in clashes(of: Set(held)) {
                error(
                    .exclusionViolated,
                    "the principal holds \(Self.list(clash)), directly or by inheritance, which exclude each other",
                    holder.path)
            }
            for role in needy where held.contains(role.id) {
                let missing = role.prerequisites.filter { !held.contains($0) }
                guard !missing.isEmpty else { continue }
                error(
                    .prerequisiteMissing,
                    "the principal holds '\(role.id)' and not \(Self.list(missing)), which it requires", holder.path)
            }
            for role in limited where held.contains(role.id) { counts[role.id, default: 0] += 1 }
        }
        for (index, role) in policy.roles.enumerated() {
            guard let most = role.maxHolders, let count = counts[role.id], count > most else { continue }
            error(
                .tooManyHolders, "\(count) principals hold '\(role.id)', directly or by inheritance; it may have \(most)",
                "roles[\(index)].maxHolders")
        }
    }

    private struct Holder {
        var roles: [RoleID]
        var path: String
    }

    /// Everybody with everything given to them.
    private func holders() -> [Holder] {
        var holders = policy.principals.enumerated().map { Holder(roles: $1.roles, path: "principals[\($0)].roles") }
        var places = Dictionary(
            policy.principals.enumerated().map { ($1.principal, $0) }, uniquingKeysWith: { first, _ in first })
        for (index, grant) in policy.grants.enumerated() {
            if let place = places[grant.principal] {
                holders[place].roles.append(grant.role)
            } else {
                places[grant.principal] = holders.count
                holders.append(Holder(roles: [grant.role], path: "grants[\(index)].role"))
            }
        }
        return holders
    }

    /// The roles of each static exclusion that are held together.
    func clashes(of held: Set<RoleID>) -> [[RoleID]] {
        policy.exclusions.filter { $0.kind == .static }.compactMap { $0.clash(in: held) }
    }

    static func list(_ roles: [RoleID]) -> String { roles.map(\.rawValue).joined(separator: " and ") }
}
