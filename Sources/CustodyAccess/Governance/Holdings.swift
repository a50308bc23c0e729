import CustodyModel

/// Who was given what: the assignments and grants of the document, the grants beside it, and what a review suspended.
struct Holdings: Hashable, Sendable {
    /// Everybody whom the document assigns something, less what a review suspends.
    private(set) var assignments: [Assignment]
    /// Every grant. What a review suspends of an assignment stands here, with when it ends.
    private(set) var grants: [RoleGrant]

    init(_ policy: RolePolicy, _ ledger: AccessLedger = AccessLedger()) {
        assignments = policy.principals
        grants = policy.grants + ledger.grants
        let suspensions = ledger.suspensions
        guard !suspensions.isEmpty else { return }
        for place in grants.indices {
            if let from = suspensions[grants[place].id] { grants[place].suspendedFrom = from }
        }
        for place in assignments.indices {
            let ended = assignments[place].holdings.compactMap { holding in
                suspensions[holding.id].map { from in
                    var holding = holding
                    holding.suspendedFrom = from
                    return holding
                }
            }
            let roles = Set(ended.map(\.role))
            assignments[place].roles.removeAll(where: roles.contains)
            grants += ended
        }
    }
}

/// The holdings by principal.
struct HoldingIndex: Sendable {
    let assigned: [PrincipalID: [RoleID]]
    let grants: [PrincipalID: [RoleGrant]]

    init(_ holdings: Holdings) {
        assigned = Dictionary(holdings.assignments.map { ($0.principal, $0.roles) }, uniquingKeysWith: +)
        grants = Dictionary(grouping: holdings.grants, by: \.principal)
    }

    var principals: Set<PrincipalID> { Set(assigned.keys).union(grants.keys) }

    /// Until when a grant gives its role, so far as can be said at the instant; nil when it gives nothing then.
    ///
    /// What was delegated gives nothing once the holder's own is gone.
    func reach(of grant: RoleGrant, at instant: Instant?) -> Reach? {
        guard grant.isActive(at: instant) else { return nil }
        guard case .delegated(let holder) = grant.source else { return Reach(until: grant.end) }
        if assigned[holder]?.contains(grant.role) ?? false { return Reach(until: grant.end) }
        let sources = (grants[holder] ?? []).filter { source in
            source.role == grant.role && source.source == .direct && source.isActive(at: instant)
                && (source.scope.map { scope in grant.scope?.isWithin(scope) ?? false } ?? true)
        }
        guard let source = sources.first else { return nil }
        // With several sources it may last longer; a new session finds that out.
        return Reach(until: [grant.end, source.end].compactMap(\.self).min())
    }

    struct Reach {
        var until: Instant?
    }
}

extension Assignment {
    /// Each role of the assignment as a grant, so that a review can speak of it: `ann:support`. No role has a colon in its
    /// name.
    public var holdings: [RoleGrant] {
        var seen: Set<RoleID> = []
        return roles.filter { seen.insert($0).inserted }.map {
            RoleGrant(GrantID("\(principal.rawValue):\($0.rawValue)"), $0, to: principal)
        }
    }
}
