import ArgumentParser
import Custody

/// Lists the grants of a store, now or as they were.
struct AccessListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the grants beside the document, now or as they were.")

    @OptionGroup var store: StoreOptions

    @Option(help: ArgumentHelp("As they were then.", valueName: "time"))
    var at: Instant?

    @Option(help: ArgumentHelp("What a recertification looks at, and what was decided.", valueName: "name"))
    var campaign: String?

    @Flag(help: "What somebody should have looked at by then.")
    var overdue = false

    @OptionGroup var output: JSONOption

    func validate() throws {
        if overdue, campaign != nil { throw ValidationError("give one of --campaign and --overdue") }
    }

    func run() async throws {
        let at = at ?? SystemClock().now()
        let past = try await store.withCustodian { try await $0.access(at: at) }
        guard let past else { throw ToolError("noPolicy", "the store had no policy then") }
        if let campaign {
            guard let found = past.ledger.campaigns.first(where: { $0.id == CampaignID(campaign) }) else {
                throw ToolError("unknownCampaign", "there was no recertification of that name then")
            }
            return Console.answer(CampaignAnswer(found), asJSON: output.asJSON)
        }
        let grants =
            overdue ? past.ledger.overdue(under: past.governance.policy, at: at).map(\.grant) : past.ledger.grants
        Console.answer(AccessListAnswer(past, grants: grants, isOverdue: overdue, at: at), asJSON: output.asJSON)
    }
}

private struct AccessListAnswer: Answer {
    struct Ticket: Encodable {
        var id: TicketID
        var principal: PrincipalID
        var until: Instant
    }

    var policyVersion: UInt32
    var grants: [RoleGrant]
    /// Roles of the document's assignments, and its grants, that a recertification suspended.
    var suspended: [GrantID]
    /// Tickets that nobody looked at yet.
    var unreviewed: [Ticket]
    private var isOverdue: Bool

    private enum CodingKeys: String, CodingKey {
        case policyVersion, grants, suspended, unreviewed
    }

    init(_ past: Custodian.PastAccess, grants: [RoleGrant], isOverdue: Bool, at: Instant) {
        policyVersion = past.version.rawValue
        self.isOverdue = isOverdue
        self.grants = grants.map { grant in
            var grant = grant
            grant.isSuspended = grant.isSuspended(at: at)
            return grant
        }
        suspended = past.ledger.suspensions.filter { $0.value <= at }.keys.sorted()
        unreviewed = past.ledger.tickets.filter { !past.ledger.reviewed.contains($0.id) }.map {
            Ticket(id: $0.id, principal: $0.principal, until: $0.until)
        }
    }

    var lines: [String] {
        let head = isOverdue ? "\(grants.count) to be reviewed" : "\(grants.count) grants beside it"
        return ["policy version \(policyVersion), \(head)"]
            + grants.map { grant in
                var text = "\(grant.id)  \(grant.principal) holds \(grant.role)"
                if let scope = grant.scope { text += " in \(scope)" }
                if let until = grant.until { text += " until \(until)" }
                if grant.isSuspended { text += ", suspended" }
                return Printable.text(text)
            } + suspended.map { Printable.text("\($0)  of the document, suspended") }
            + unreviewed.map { Printable.text("\($0.id)  ticket of \($0.principal) until \($0.until), to be reviewed") }
    }
}

/// A recertification with what it looks at.
private struct CampaignAnswer: Answer {
    struct Item: Encodable {
        var grant: GrantID
        var principal: PrincipalID
        var roles: [RoleID]
        var permissions: Int
        var isOrphan: Bool
        var keep: Bool?
    }

    var campaign: CampaignID
    var due: Instant
    var isClosed: Bool
    var items: [Item]

    init(_ campaign: AccessLedger.Campaign) {
        self.campaign = campaign.id
        due = campaign.due
        isClosed = campaign.isClosed
        items = campaign.population.map {
            Item(
                grant: $0.grant.id, principal: $0.grant.principal, roles: $0.effective,
                permissions: campaign.permissions(of: $0).count, isOrphan: $0.isOrphan, keep: campaign.decisions[$0.grant.id])
        }
    }

    var lines: [String] {
        ["recertification \(Printable.text(campaign.rawValue)), \(isClosed ? "closed" : "due \(due)"), \(items.count) holdings"]
            + items.map { item in
                let word = item.keep.map { $0 ? "kept" : "ended" } ?? "not decided"
                let roles = item.roles.map(\.rawValue).joined(separator: ", ")
                let stray = item.isOrphan ? ", whom the document does not know" : ""
                return Printable.text(
                    "\(item.grant)  \(item.principal) holds \(roles) (\(item.permissions) rules)\(stray): \(word)")
            }
    }
}
