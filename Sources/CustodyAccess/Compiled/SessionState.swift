import CustodyModel

/// What a session found out when it began: which roles count, which conditions hold, and for how long.
final class SessionState: Sendable {
    /// A role in use, and where it counts.
    struct Held: Hashable {
        var role: Int32
        /// A place in ``scopes``; negative for everywhere.
        var scope: Int32
    }

    // What every decision reads stands first, and so in one line of the cache.
    let held: [Held]
    /// Why everything is denied; empty when it is not.
    let refusal: AccessReasons
    let from: Instant?
    let validUntil: Instant?
    /// Whether every role counts everywhere.
    let isUnscoped: Bool
    let scopes: [UnitName]
    /// The answers of the conditions, by place; `nil` for those that a request answers.
    let truths: [Truth?]
    let ceiling: CategoryMask
    let unit: UnitName?
    let approvedRecords: Int?

    init(
        held: [Held], scopes: [UnitName], truths: [Truth?], refusal: AccessReasons, from: Instant?, validUntil: Instant?,
        ceiling: CategoryMask, unit: UnitName?, approvedRecords: Int?
    ) {
        self.held = held
        isUnscoped = scopes.isEmpty
        self.scopes = scopes
        self.truths = truths
        self.refusal = refusal
        self.from = from
        self.validUntil = validUntil
        self.ceiling = ceiling
        self.unit = unit
        self.approvedRecords = approvedRecords
    }
}

/// Works out a ``SessionState``.
struct SessionOpening {
    let snapshot: AccessSnapshot
    let principal: PrincipalID
    let activating: Set<RoleID>?
    let facts: AccessFacts
    let assurance: Int?
    let at: Instant?

    private var end: Instant?
    private var held: [SessionState.Held] = []
    private var seen: Set<SessionState.Held> = []
    private var scopes: [UnitName] = []
    private var names: Set<RoleID> = []

    init(
        _ snapshot: AccessSnapshot, _ principal: PrincipalID, activating: Set<RoleID>?, facts: AccessFacts, assurance: Int?,
        at: Instant?
    ) {
        self.snapshot = snapshot
        self.principal = principal
        self.activating = activating
        self.assurance = assurance
        self.at = at
        // Facts that are too old, or of which nobody can say how old they are, are no facts.
        let isStale = facts.maximumAge != nil && (at.map { $0 >= facts.end ?? .distantPast } ?? true)
        self.facts = isStale ? .none : facts
        if let factsEnd = self.facts.end { end = factsEnd }
    }

    mutating func open() -> SessionState {
        let refusal = findRoles()
        let truths = snapshot.conditions.map { answer($0) }
        var ceiling = CategoryMask.none
        if let ticket = facts.ticket, let at, at < ticket.until {
            for category in ticket.ceiling { ceiling = ceiling.union(snapshot.categories.mask(within: category)) }
            bound(ticket.until)
        }
        var approved: Int?
        if let approval = facts.approval, let at, at < approval.until {
            approved = approval.records
            bound(approval.until)
        }
        return SessionState(
            held: refusal.isEmpty ? held : [], scopes: scopes, truths: truths, refusal: refusal, from: at, validUntil: end,
            ceiling: ceiling, unit: facts.unit, approvedRecords: approved)
    }

    private mutating func bound(_ instant: Instant?) {
        guard let instant else { return }
        end = end.map { min($0, instant) } ?? instant
    }

    // MARK: Roles

    private mutating func findRoles() -> AccessReasons {
        let table = snapshot.holders
        let assigned = table.assigned(to: principal)
        let grants = table.index.grants[principal] ?? []
        guard assigned != nil || !grants.isEmpty else { return AccessReasons(.unknownPrincipal) }
        if let assigned, grants.isEmpty, activating == nil {
            guard !assigned.held.isEmpty else { return AccessReasons(.noRole) }
            guard !assigned.hasClash else { return AccessReasons(.separationOfDuty) }
            held = assigned.held
            return []
        }
        var authorised = assigned?.names ?? []
        use(table.index.assigned[principal] ?? [], scope: nil)
        var idle: AccessReasons = []
        for grant in grants {
            guard let reach = table.index.reach(of: grant, at: at) else {
                idle.insert(whyIdle(grant))
                if let at, let from = grant.from, from > at { bound(from) }
                continue
            }
            bound(reach.until)
            authorised.formUnion(table.hierarchy.effectiveRoles([grant.role]))
            use([grant.role], scope: grant.scope)
        }
        if authorised.isEmpty { return idle.isEmpty ? AccessReasons(.noRole) : idle }
        if let activating, activating.isEmpty || !activating.isSubset(of: authorised) { return AccessReasons(.roleInactive) }
        // What nobody may hold is not used either, however it came to be held.
        if table.exclusions.contains(where: { $0.kind == .static && $0.clash(in: authorised) != nil })
            || table.clash(in: names)
        {
            return AccessReasons(.separationOfDuty)
        }
        return held.isEmpty ? AccessReasons(.noRole) : []
    }

    private func whyIdle(_ grant: RoleGrant) -> AccessReason {
        if grant.isSuspended(at: at) { return .suspended }
        if let from = grant.from, at.map({ $0 < from }) ?? true { return .grantNotStarted }
        return .grantExpired
    }

    /// Takes the roles in, or of what they bring only what is to be activated.
    private mutating func use(_ roles: [RoleID], scope: UnitName?) {
        let hierarchy = snapshot.holders.hierarchy
        var effective = hierarchy.effectiveRoles(roles)
        if let activating { effective = hierarchy.effectiveRoles(effective.filter(activating.contains)) }
        guard !effective.isEmpty else { return }
        var place: Int32 = -1
        if let scope {
            place = Int32(scopes.firstIndex(of: scope) ?? scopes.count)
            if Int(place) == scopes.count { scopes.append(scope) }
        }
        for role in effective {
            names.insert(role)
            guard let index = snapshot.holders.places[role] else { continue }
            let one = SessionState.Held(role: Int32(index), scope: place)
            if seen.insert(one).inserted { held.append(one) }
        }
    }

    // MARK: Conditions

    private mutating func answer(_ condition: Condition) -> Truth? {
        switch condition {
        case .training(let name):
            guard let until = facts.trainings[name], let at else { return .unknown }
            if at < until { bound(until) }
            return Truth(at < until)
        case .assurance(let level): return Truth(assurance.map { $0 >= level })
        case .weekly(let window):
            // What hour of the week it is beyond the calendar nobody can tell.
            guard let at, at.isOnCalendar else { return .unknown }
            bound(window.nextEdge(after: at))
            return Truth(window.contains(at))
        case .between(let from, let until):
            guard let at else { return .unknown }
            if let from, at < from {
                bound(from)
                return .no
            }
            if let until, at >= until { return .no }
            bound(until)
            return .yes
        case .ticket:
            guard let ticket = facts.ticket else { return .no }
            guard let at else { return .unknown }
            return Truth(at < ticket.until)
        case .fact(let name): return Truth(facts.flags[name])
        case .consentGiven, .minor, .ownRecord, .enteredByActor, .sameUnit, .legalHold, .approved, .recordsAtMost: return nil
        }
    }
}

extension Instant {
    /// Before everything.
    static let distantPast = Instant(milliseconds: .min)
}
