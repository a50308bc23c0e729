public import CustodyModel

/// What all changes so far come to: the grants, the tickets, the approvals and the recertifications. Pure: the same changes
/// always come to the same.
public struct AccessLedger: Hashable, Sendable {
    /// A recertification of what was held when it began.
    public struct Campaign: Hashable, Sendable {
        /// Which.
        public var id: CampaignID
        /// Until when it is to be decided.
        public var due: Instant
        /// What was held when it began: grants and what they give, inherited roles included. It does not change.
        public var population: [Item]
        /// What was decided; true keeps.
        public var decisions: [GrantID: Bool] = [:]
        /// Whether it is over.
        public var isClosed = false
    }

    /// One grant as a recertification looks at it.
    public struct Item: Hashable, Sendable {
        /// The grant, also one that is over and still there.
        public var grant: RoleGrant
        /// The roles that it gives, inherited ones included.
        public var effective: [RoleID]
        /// Whether nobody else in the policy or among the grants knows the principal.
        public var isOrphan: Bool
    }

    /// The grants that were not revoked, in the order in which they were given.
    public private(set) var grants: [RoleGrant] = []
    /// Every ticket, in order.
    public private(set) var tickets: [BreakGlassTicket] = []
    /// The tickets that somebody looked at.
    public private(set) var reviewed: Set<TicketID> = []
    /// Every approval, in order.
    public private(set) var approvals: [BulkApproval] = []
    /// Every recertification, in order.
    public private(set) var campaigns: [Campaign] = []
    /// How many changes there were.
    public private(set) var count: UInt64 = 0

    /// Nothing was changed yet.
    public init() {}

    /// What the changes come to.
    public init(_ changes: some Sequence<RecordedAccessChange>, under policy: RolePolicy) {
        for change in changes { apply(change, under: policy) }
    }

    /// The ticket and the approval of a principal that count at the instant, for the facts of a session.
    public func facts(of principal: PrincipalID, at instant: Instant, into facts: AccessFacts = .none) -> AccessFacts {
        var facts = facts
        if let ticket = tickets.last(where: { $0.principal == principal && instant < $0.until }) {
            facts.ticket = AccessFacts.Ticket(ticket.id, ceiling: ticket.ceiling, until: ticket.until)
        }
        if let approval = approvals.last(where: { $0.principal == principal && instant < $0.until }) {
            facts.approval = AccessFacts.Approval(records: approval.records, until: approval.until)
        }
        return facts
    }

    /// Throws unless the change may be made under the policy.
    public func check(_ recorded: RecordedAccessChange, under policy: RolePolicy) throws(AccessError) {
        func refuse(_ message: String) -> AccessError { AccessError(.changeRefused, message) }
        guard recorded.reason.contains(where: { !$0.isWhitespace }) else { throw refuse("say why") }
        switch recorded.change {
        case .grant(let grant): try check(grant, recorded, policy)
        case .revoke(let id):
            guard grants.contains(where: { $0.id == id }) else { throw refuse("there is no grant '\(id)'") }
        case .openTicket(let ticket): try check(ticket, recorded)
        case .reviewTicket(let id):
            guard let ticket = tickets.first(where: { $0.id == id }) else { throw refuse("there is no ticket '\(id)'") }
            guard !reviewed.contains(id) else { throw refuse("ticket '\(id)' was reviewed already") }
            guard ticket.principal != recorded.by else { throw refuse("nobody reviews their own ticket") }
        case .approveBulk(let approval):
            guard approval.approver != approval.principal else { throw refuse("a second person must approve") }
            guard approval.records > 0, recorded.at < approval.until else { throw refuse("the approval approves nothing") }
        case .openCampaign(let id, let due):
            guard !campaigns.contains(where: { $0.id == id }) else { throw refuse("campaign '\(id)' is there already") }
            guard due > recorded.at else { throw refuse("the campaign is due before it begins") }
        case .certify(let id, let grant, _):
            let campaign = try openCampaign(id)
            guard let item = campaign.population.first(where: { $0.grant.id == grant }) else {
                throw refuse("grant '\(grant)' is none of the campaign's")
            }
            guard item.grant.principal != recorded.by else { throw refuse("nobody reviews what they hold") }
            guard recorded.at < campaign.due else { throw refuse("the campaign was due at \(campaign.due)") }
        case .closeCampaign(let id): _ = try openCampaign(id)
        }
    }

    /// What is wrong with a document when the grants that are not over are counted in: roles that are gone, exclusions,
    /// prerequisites and limits that they break.
    public func findings(under policy: RolePolicy, at instant: Instant) -> [PolicyFinding] {
        var whole = policy
        whole.grants += grants.filter { !$0.isOver(at: instant) }
        var check = PolicyCheck(whole)
        check.findErrors()
        return check.findings.errors
    }

    private func openCampaign(_ id: CampaignID) throws(AccessError) -> Campaign {
        guard let campaign = campaigns.first(where: { $0.id == id && !$0.isClosed }) else {
            throw AccessError(.changeRefused, "there is no open campaign '\(id)'")
        }
        return campaign
    }

    private func check(
        _ grant: RoleGrant, _ recorded: RecordedAccessChange, _ policy: RolePolicy
    ) throws(AccessError) {
        func refuse(_ message: String) -> AccessError { AccessError(.changeRefused, message) }
        guard !grants.contains(where: { $0.id == grant.id }) else { throw refuse("grant '\(grant.id)' is there already") }
        guard !grant.isOver(at: recorded.at) else { throw refuse("the grant is over before it is given") }
        guard grant.grantedBy == recorded.by, grant.reason == recorded.reason, grant.certifiedAt == nil, !grant.isSuspended
        else { throw refuse("the grant must say who gives it and why, and nothing that a review would say") }
        switch grant.source {
        case .direct:
            // Separation of duty does not help where people give roles to themselves.
            guard grant.principal != recorded.by else { throw refuse("nobody gives a role to themselves") }
        case .delegated(let holder): try checkDelegation(grant, by: holder, recorded, policy)
        }
        // Everything that the document checks for its own grants holds for these: exclusions, prerequisites, limits.
        var after = self
        after.grants.append(grant)
        let findings = after.findings(under: policy, at: recorded.at)
        guard let first = findings.first else { return }
        throw AccessError(.changeRefused, first.message, at: first.path, findings: findings)
    }

    private func checkDelegation(
        _ grant: RoleGrant, by holder: PrincipalID, _ recorded: RecordedAccessChange, _ policy: RolePolicy
    ) throws(AccessError) {
        func refuse(_ message: String) -> AccessError { AccessError(.changeRefused, message) }
        guard holder == recorded.by else { throw refuse("only the holder delegates") }
        guard let until = grant.until else { throw refuse("a delegation needs an end") }
        guard policy.roles.first(where: { $0.id == grant.role })?.isDelegable == true else {
            throw refuse("role '\(grant.role)' may not be delegated")
        }
        if policy.principals.contains(where: { $0.principal == holder && $0.roles.contains(grant.role) }) { return }
        // A delegated role is not passed on, and a delegation gives neither more time nor a wider part than its source.
        let sources = (policy.grants + grants).filter {
            $0.principal == holder && $0.role == grant.role && $0.source == .direct && $0.isActive(at: recorded.at)
        }
        let isCovered = sources.contains { source in
            let hasTime = source.until.map { until <= $0 } ?? true
            let hasScope = source.scope.map { scope in grant.scope?.isWithin(scope) ?? false } ?? true
            return hasTime && hasScope
        }
        guard isCovered else { throw refuse("'\(grant.role)' is not the holder's own for that long and that far") }
    }

    private func check(_ ticket: BreakGlassTicket, _ recorded: RecordedAccessChange) throws(AccessError) {
        func refuse(_ message: String) -> AccessError { AccessError(.changeRefused, message) }
        guard !tickets.contains(where: { $0.id == ticket.id }) else { throw refuse("ticket '\(ticket.id)' is there already") }
        guard !ticket.ceiling.isEmpty else { throw refuse("name the categories that the ticket may reach") }
        guard ticket.until > recorded.at,
            ticket.until <= recorded.at.adding(milliseconds: BreakGlassTicket.maximumDuration)
        else { throw refuse("a ticket lasts up to \(BreakGlassTicket.maximumDuration / 3_600_000) hours") }
        guard ticket.agreedBy != ticket.principal else { throw refuse("who agrees must be a second person") }
        if let open = tickets.first(where: { $0.principal == ticket.principal && !reviewed.contains($0.id) }) {
            throw refuse("ticket '\(open.id)' must be reviewed before there is another")
        }
    }

    /// Takes a change in that was checked.
    public mutating func apply(_ recorded: RecordedAccessChange, under policy: RolePolicy) {
        count += 1
        switch recorded.change {
        case .grant(let grant): grants.append(grant)
        case .revoke(let id): revoke(id)
        case .openTicket(let ticket): tickets.append(ticket)
        case .reviewTicket(let id): reviewed.insert(id)
        case .approveBulk(let approval): approvals.append(approval)
        case .openCampaign(let id, let due):
            campaigns.append(Campaign(id: id, due: due, population: population(under: policy)))
        case .certify(let id, let grant, let keep):
            guard let place = campaigns.firstIndex(where: { $0.id == id }) else { return }
            campaigns[place].decisions[grant] = keep
            if keep {
                change(grant) {
                    $0.certifiedAt = recorded.at
                    $0.isSuspended = false
                }
            } else {
                revoke(grant)
            }
        case .closeCampaign(let id):
            guard let place = campaigns.firstIndex(where: { $0.id == id }) else { return }
            campaigns[place].isClosed = true
            for item in campaigns[place].population where campaigns[place].decisions[item.grant.id] == nil {
                change(item.grant.id) { $0.isSuspended = true }
            }
        }
    }

    private func population(under policy: RolePolicy) -> [Item] {
        let hierarchy = RoleHierarchy(policy.roles)
        let known = Set(policy.principals.map(\.principal))
        return grants.map {
            Item(grant: $0, effective: hierarchy.effectiveRoles([$0.role]), isOrphan: !known.contains($0.principal))
        }
    }

    private mutating func change(_ id: GrantID, _ body: (inout RoleGrant) -> Void) {
        if let place = grants.firstIndex(where: { $0.id == id }) { body(&grants[place]) }
    }

    /// What was delegated ends with what it was delegated from.
    private mutating func revoke(_ id: GrantID) {
        guard let place = grants.firstIndex(where: { $0.id == id }) else { return }
        let ended = grants.remove(at: place)
        guard ended.source == .direct,
            !grants.contains(where: { $0.principal == ended.principal && $0.role == ended.role && $0.source == .direct })
        else { return }
        grants.removeAll { $0.role == ended.role && $0.source == .delegated(by: ended.principal) }
    }
}
