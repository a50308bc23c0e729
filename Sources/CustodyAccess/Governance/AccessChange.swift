public import CustodyModel

/// A change to who may do what that is no change of the document. Each is recorded with who made it, when and why.
public enum AccessChange: Hashable, Sendable, Codable {
    /// Gives a role. A grant whose source is a delegation is one holder's to another.
    case grant(RoleGrant)
    /// Ends a grant, and what was delegated from it.
    case revoke(GrantID)
    /// Opens a break-glass ticket for a principal.
    case openTicket(BreakGlassTicket)
    /// Looks at what was done under a ticket; until then its holder gets no other. A ticket that is still open is over with it:
    /// nothing is done under it that nobody looks at.
    case reviewTicket(TicketID)
    /// Approves that a principal is given many records, once a second person signed.
    case approveBulk(BulkApproval)
    /// Begins a recertification of what is held now.
    case openCampaign(CampaignID, due: Instant)
    /// Says of one grant that it is still right, or is not.
    case certify(CampaignID, GrantID, keep: Bool)
    /// Ends a recertification: what nobody decided about is suspended. Before it is due everything in it must be decided.
    case closeCampaign(CampaignID)

    /// The name of the kind of change, for logs.
    public var kind: String {
        switch self {
        case .grant: "grant"
        case .revoke: "revoke"
        case .openTicket: "openTicket"
        case .reviewTicket: "reviewTicket"
        case .approveBulk: "approveBulk"
        case .openCampaign: "openCampaign"
        case .certify: "certify"
        case .closeCampaign: "closeCampaign"
        }
    }
}

/// Tells one recertification from others.
public struct CampaignID: Name {
    /// The text.
    public let rawValue: String
    /// Wraps the text.
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// A change as it was made.
public struct RecordedAccessChange: Hashable, Sendable, Codable {
    /// What.
    public var change: AccessChange
    /// Who made it.
    public var by: PrincipalID
    /// When.
    public var at: Instant
    /// Why.
    public var reason: String

    /// A change from its parts.
    public init(_ change: AccessChange, by: PrincipalID, at: Instant, reason: String) {
        self.change = change
        self.by = by
        self.at = at
        self.reason = reason
    }

    /// Everybody whom it names.
    var principals: [PrincipalID] {
        switch change {
        case .grant(let grant): [by, grant.principal]
        case .openTicket(let ticket): [by, ticket.principal] + (ticket.agreement.map { [$0.by] } ?? [])
        case .approveBulk(let approval): [by, approval.principal]
        case .revoke, .reviewTicket, .openCampaign, .certify, .closeCampaign: [by]
        }
    }
}
