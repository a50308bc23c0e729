import CustodyModel

/// Who holds what: the roles of every principal, inherited ones included.
struct HolderTable: Sendable {
    /// The roles of an assignment, once for all principals that have the same.
    struct RoleSet: Sendable {
        /// The roles, which count everywhere, a role before what it inherits.
        var held: [SessionState.Held]
        var names: Set<RoleID>
        /// Roles that must not be used together.
        var hasClash: Bool
    }

    let hierarchy: RoleHierarchy
    let places: [RoleID: Int]
    let exclusions: [Exclusion]
    private let sets: [RoleSet]
    private let assigned: [PrincipalID: Int]
    let index: HoldingIndex
    /// What was changed beside the document.
    let ledger: AccessLedger

    init(_ policy: RolePolicy, _ ledger: AccessLedger) {
        let holdings = Holdings(policy, ledger)
        let hierarchy = RoleHierarchy(policy.roles)
        let places = Dictionary(policy.roles.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
        var sets: [RoleSet] = []
        var known: [[RoleID]: Int] = [:]
        var assigned: [PrincipalID: Int] = [:]
        assigned.reserveCapacity(holdings.assignments.count)
        for assignment in holdings.assignments {
            if let set = known[assignment.roles] {
                assigned[assignment.principal] = set
                continue
            }
            let roles = hierarchy.effectiveRoles(assignment.roles)
            let names = Set(roles)
            known[assignment.roles] = sets.count
            assigned[assignment.principal] = sets.count
            sets.append(
                RoleSet(
                    held: roles.compactMap { places[$0] }.map { SessionState.Held(role: Int32($0), scope: -1) },
                    names: names, hasClash: Self.clash(policy.exclusions, names)))
        }
        self.hierarchy = hierarchy
        self.places = places
        exclusions = policy.exclusions
        self.sets = sets
        self.assigned = assigned
        index = HoldingIndex(holdings)
        self.ledger = ledger
    }

    private static func clash(_ exclusions: [Exclusion], _ roles: Set<RoleID>) -> Bool {
        exclusions.contains { $0.clash(in: roles) != nil }
    }

    /// The roles of a principal's assignment; nil when it has none.
    func assigned(to principal: PrincipalID) -> RoleSet? { assigned[principal].map { sets[$0] } }

    /// Whether these roles may not be used together.
    func clash(in roles: Set<RoleID>) -> Bool { Self.clash(exclusions, roles) }
}
