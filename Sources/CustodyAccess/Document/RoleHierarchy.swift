import CustodyModel

/// What each role inherits. Everything is a loop, so that no depth of inheritance can exhaust the stack.
struct RoleHierarchy {
    private let inherited: [RoleID: [RoleID]]
    private let order: [RoleID]

    init(_ roles: [Role]) {
        inherited = Dictionary(roles.map { ($0.id, $0.inherits) }, uniquingKeysWith: { $0 + $1 })
        order = roles.map(\.id)
    }

    /// The roles and all that they inherit, each once, a role before what it inherits; those that do not exist are left out.
    func effectiveRoles(_ held: [RoleID]) -> [RoleID] {
        var result: [RoleID] = []
        var seen: Set<RoleID> = []
        var pending = Array(held.reversed())
        while let role = pending.popLast() {
            guard let parents = inherited[role], seen.insert(role).inserted else { continue }
            result.append(role)
            pending += parents.reversed()
        }
        return result
    }

    /// Which of the wanted roles each role is or inherits, for all roles at once. In a cycle it may say too little.
    func reach(of wanted: Set<RoleID>) -> [RoleID: Set<RoleID>] {
        var reach: [RoleID: Set<RoleID>] = [:]
        var open: Set<RoleID> = []
        for start in order {
            var pending = [start]
            while let role = pending.last {
                let parents = inherited[role] ?? []
                // Twice on the list: first its parents go before it, then it adds up what they reach.
                if reach[role] == nil, open.insert(role).inserted {
                    pending += parents.filter { reach[$0] == nil && !open.contains($0) }
                    continue
                }
                pending.removeLast()
                guard reach[role] == nil else { continue }
                reach[role] = parents.reduce(into: wanted.contains(role) ? [role] : []) { $0.formUnion(reach[$1] ?? []) }
            }
        }
        return reach
    }

    /// The cycles, each as the roles along it with the first repeated at the end.
    func cycles() -> [[RoleID]] {
        let suspects = rolesAboveOrInCycles()
        var cycles: [[RoleID]] = []
        var walked: Set<RoleID> = []
        for start in order where suspects.contains(start) {
            var path: [RoleID] = []
            var places: [RoleID: Int] = [:]
            var next: RoleID? = start
            while let role = next, !walked.contains(role) {
                if let place = places[role] {
                    cycles.append(Array(path[place...]) + [role])
                    break
                }
                places[role] = path.count
                path.append(role)
                next = inherited[role]?.first { suspects.contains($0) }
            }
            walked.formUnion(path)
        }
        return cycles
    }

    /// What is left when roles whose inheritance ends are taken away again and again.
    private func rolesAboveOrInCycles() -> Set<RoleID> {
        var heirs: [RoleID: [RoleID]] = [:]
        var open: [RoleID: Int] = [:]
        for (role, parents) in inherited {
            let known = parents.filter { inherited[$0] != nil }
            open[role] = known.count
            for parent in known { heirs[parent, default: []].append(role) }
        }
        var ended = open.filter { $0.value == 0 }.map(\.key)
        while let role = ended.popLast() {
            open[role] = nil
            for heir in heirs[role] ?? [] {
                guard let count = open[heir] else { continue }
                open[heir] = count - 1
                if count == 1 { ended.append(heir) }
            }
        }
        return Set(open.keys)
    }
}
