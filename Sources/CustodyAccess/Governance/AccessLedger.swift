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
        /// What was held when it began: every assignment and grant, with the inherited roles. It does not change.
        public var population: [Item]
        /// What was decided; true keeps.
        public var decisions: [GrantID: Bool] = [:]
        /// Whether it is over.
        public var isClosed = false
        /// The document when it began.
        var policy: RolePolicy

        /// What a holding gave when the recertification began, each permission with the way to it.
        public func permissions(of item: Item) -> [EffectivePermission] {
            AccessReview(of: policy).permissions(of: item.grant.role)
        }
    }

    /// One grant, or one role of an assignment, as a recertification looks at it.
    public struct Item: Hashable, Sendable {
        /// The grant, also one that is over and still there; ``Assignment/holdings`` says how those of a document are named.
        public var grant: RoleGrant
        /// The roles that it gives, inherited ones included.
        public var effective: [RoleID]
        /// Whether the document does not know the principal.
        public var isOrphan: Bool
        /// Whether the document gives it, so that only the document can take it away for good.
        public var isFromDocument: Bool
    }

    /// The grants that were not revoked, in the order in which they were given.
    public private(set) var grants: [RoleGrant] = []
    /// From when on holdings of the document give nothing: suspended by a recertification, or ended by one.
    public private(set) var suspensions: [GrantID: Instant] = [:]
    /// When each holding was given or last kept by a reviewer.
    public private(set) var reviews: [GrantID: Instant] = [:]
    /// Every ticket, in order.
    public private(set) var tickets: [BreakGlassTicket] = []
    /// The tickets that somebody looked at.
    public private(set) var reviewed: Set<TicketID> = []
    /// Every approval, in order.
    public private(set) var approvals: [BulkApproval] = []
    /// Every recertification, in order.
    public private(set) var campaigns: [Campaign] = []
    /// Everybody whom a change named or who made one, also where it is over: who holds nothing any more may have acted before.
    public private(set) var principals: Set<PrincipalID> = []
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
        // The time first: of all that there ever were, few are open.
        if let ticket = tickets.last(where: {
            instant < $0.until && $0.principal == principal && !reviewed.contains($0.id)
        }) {
            facts.ticket = AccessFacts.Ticket(ticket.id, ceiling: ticket.ceiling, until: ticket.until)
        }
        if let approval = approvals.last(where: { instant < $0.until && $0.principal == principal }) {
            facts.approval = AccessFacts.Approval(records: approval.records, until: approval.until)
        }
        return facts
    }

    /// Throws unless the change may be made under the policy.
    public func check(_ recorded: RecordedAccessChange, under policy: RolePolicy) throws(AccessError) {
        func refuse(_ message: String) -> AccessError { AccessError(.changeRefused, message) }
        guard recorded.reason.isSaid else { throw refuse("say why") }
        switch recorded.change {
        case .grant(let grant): try check(grant, recorded, policy)
        case .revoke(let id):
            guard grants.contains(where: { $0.id == id }) else { throw refuse("there is no such grant beside the document") }
        case .openTicket(let ticket): try check(ticket, recorded)
        case .reviewTicket(let id):
            guard let ticket = tickets.first(where: { $0.id == id }) else { throw refuse("there is no ticket '\(id)'") }
            guard !reviewed.contains(id) else { throw refuse("ticket '\(id)' was reviewed already") }
            guard ticket.principal != recorded.by else { throw refuse("nobody reviews their own ticket") }
        case .approveBulk(let approval):
            guard approval.approver != approval.principal else { throw refuse("a second person must approve") }
            guard AccessReview(of: policy, under: self).principals.contains(approval.principal) else {
                throw refuse("nobody knows the principal who is to be given the records")
            }
            guard approval.records > 0, recorded.at < approval.until else { throw refuse("the approval approves nothing") }
        case .openCampaign(let id, let due):
            guard !campaigns.contains(where: { $0.id == id }) else { throw refuse("campaign '\(id)' is there already") }
            guard id.rawValue.isPlainName else { throw refuse("a campaign needs a name without control characters") }
            guard due > recorded.at else { throw refuse("the campaign is due before it begins") }
            let reviewers = AccessReview(of: policy, under: self).actors(
                who: .reviewAccess, on: nil, for: nil, at: recorded.at)
            guard reviewers.count > 1 else {
                throw refuse("nobody reviews what they hold: let two people review ('\(Action.reviewAccess)') first")
            }
        case .certify(let id, let grant, _):
            let campaign = try openCampaign(id)
            guard let item = campaign.population.first(where: { $0.grant.id == grant }) else {
                throw refuse("the grant is none of the campaign's")
            }
            guard item.grant.principal != recorded.by else { throw refuse("nobody reviews what they hold") }
            guard recorded.at < campaign.due else { throw refuse("the campaign was due at \(campaign.due)") }
        case .closeCampaign(let id):
            let campaign = try openCampaign(id)
            let count = undecided(in: campaign, at: recorded.at)
            // Closing suspends what nobody decided about, the reviewers' own roles among it; whoever was given time has it.
            guard count == 0 || recorded.at >= campaign.due else {
                throw refuse(
                    "not decided in campaign '\(id)': \(count); there is time until \(campaign.due): decide about them, or "
                        + "close it after that")
            }
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

    /// How many holdings closing the campaign would suspend: nobody decided about them, and they are neither ended nor over.
    private func undecided(in campaign: Campaign, at instant: Instant) -> Int {
        let held = Set(grants.map(\.id))
        return campaign.population.count { item in
            campaign.decisions[item.grant.id] == nil && !item.grant.isOver(at: instant)
                && (item.isFromDocument || held.contains(item.grant.id))
        }
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
        // Also not the name of one that was ended: what was decided about that one would count for this one.
        guard reviews[grant.id] == nil else { throw refuse("a grant of this name was given already; take another name") }
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
        // What a review suspended is nobody's to pass on.
        let holdings = Holdings(policy, self)
        if holdings.assignments.contains(where: { $0.principal == holder && $0.roles.contains(grant.role) }) { return }
        // A delegated role is not passed on, and a delegation gives neither more time nor a wider part than its source.
        let sources = holdings.grants.filter {
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
        guard ticket.id.rawValue.isPlainName else { throw refuse("a ticket needs a name without control characters") }
        guard !ticket.ceiling.isEmpty else { throw refuse("name the categories that the ticket may reach") }
        if let odd = ticket.ceiling.first(where: { !$0.isWellFormed }) {
            throw refuse("'\(odd)' is no category; use \(String.treeNameRule)")
        }
        guard ticket.until > recorded.at,
            ticket.until <= recorded.at.adding(milliseconds: BreakGlassTicket.maximumDuration)
        else { throw refuse("a ticket lasts up to \(BreakGlassTicket.maximumDuration / 3_600_000) hours") }
        if let agreement = ticket.agreement {
            guard agreement.by != ticket.principal else { throw refuse("who agrees must be a second person") }
        }
        if let open = tickets.first(where: { $0.principal == ticket.principal && !reviewed.contains($0.id) }) {
            throw refuse("ticket '\(open.id)' must be reviewed before there is another")
        }
    }

    /// Takes a change in that was checked.
    public mutating func apply(_ recorded: RecordedAccessChange, under policy: RolePolicy) {
        count += 1
        principals.formUnion(recorded.principals)
        switch recorded.change {
        case .grant(let grant):
            grants.append(grant)
            reviews[grant.id] = recorded.at
        case .revoke(let id): revoke(id)
        case .openTicket(let ticket): tickets.append(ticket)
        case .reviewTicket(let id): reviewed.insert(id)
        case .approveBulk(let approval): approvals.append(approval)
        case .openCampaign(let id, let due):
            let population = population(under: policy)
            campaigns.append(Campaign(id: id, due: due, population: population, policy: policy))
            // What nobody decides about ends at the due date by itself, whether or not somebody closes the campaign.
            for item in population { suspend(item, from: due) }
        case .certify(let id, let grant, let keep): decide(id, grant, keep, at: recorded.at)
        case .closeCampaign(let id):
            guard let place = campaigns.firstIndex(where: { $0.id == id }) else { return }
            campaigns[place].isClosed = true
            for item in campaigns[place].population where campaigns[place].decisions[item.grant.id] == nil {
                suspend(item, from: recorded.at)
            }
        }
    }

    /// The holdings that somebody should have looked at by then, because a role that they give is to be reviewed every so many
    /// days. Those of which nobody knows since when they are held are among them.
    public func overdue(under policy: RolePolicy, at instant: Instant) -> [Item] {
        let days = Dictionary(policy.roles.map { ($0.id, $0.reviewEveryDays) }, uniquingKeysWith: { first, _ in first })
        return population(under: policy).filter { item in
            guard let period = item.effective.compactMap({ days[$0] ?? nil }).min(), !item.grant.isOver(at: instant) else {
                return false
            }
            guard let last = [reviews[item.grant.id], item.grant.certifiedAt].compactMap(\.self).max() else { return true }
            let (span, isBeyondTime) = Int64(clamping: period).multipliedReportingOverflow(by: 86_400_000)
            return !isBeyondTime && last.adding(milliseconds: span) <= instant
        }
    }

    /// Everything that is held, by assignment or by grant, also what is over or suspended.
    private func population(under policy: RolePolicy) -> [Item] {
        let hierarchy = RoleHierarchy(policy.roles)
        let known = Set(policy.principals.map(\.principal))
        func item(_ grant: RoleGrant, isFromDocument: Bool) -> Item {
            Item(
                grant: grant, effective: hierarchy.effectiveRoles([grant.role]), isOrphan: !known.contains(grant.principal),
                isFromDocument: isFromDocument)
        }
        return policy.principals.flatMap(\.holdings).map { item($0, isFromDocument: true) }
            + policy.grants.map { item($0, isFromDocument: true) } + grants.map { item($0, isFromDocument: false) }
    }

    private mutating func decide(_ id: CampaignID, _ grant: GrantID, _ keep: Bool, at instant: Instant) {
        guard let place = campaigns.firstIndex(where: { $0.id == id }),
            let item = campaigns[place].population.first(where: { $0.grant.id == grant })
        else { return }
        campaigns[place].decisions[grant] = keep
        guard keep else {
            if item.isFromDocument { suspensions[grant] = instant } else { revoke(grant) }
            return
        }
        reviews[grant] = instant
        suspensions[grant] = nil
        if let place = grants.firstIndex(where: { $0.id == grant }) {
            grants[place].certifiedAt = instant
            grants[place].suspendedFrom = nil
        }
    }

    private mutating func suspend(_ item: Item, from instant: Instant) {
        func earlier(_ present: Instant?) -> Instant { present.map { min($0, instant) } ?? instant }
        if item.isFromDocument {
            suspensions[item.grant.id] = earlier(suspensions[item.grant.id])
        } else if let place = grants.firstIndex(where: { $0.id == item.grant.id }) {
            grants[place].suspendedFrom = earlier(grants[place].suspendedFrom)
        }
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
