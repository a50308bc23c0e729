public import CustodyModel

/// A change to who may do what that is no change of the document. Each is recorded with who made it, when and why.
public enum AccessChange: Hashable, Sendable, Codable {
    /// Gives a role. A grant whose source is a delegation is one holder's to another.
    case grant(RoleGrant)
    /// Ends a grant, and what was delegated from it.
    case revoke(GrantID)
    /// Opens a break-glass ticket for a principal.
    case openTicket(BreakGlassTicket)
    /// Looks at a ticket afterwards; until then its holder gets no other.
    case reviewTicket(TicketID)
    /// Approves that a principal is given many records, once a second person signed.
    case approveBulk(BulkApproval)
    /// Begins a recertification of what is held now.
    case openCampaign(CampaignID, due: Instant)
    /// Says of one grant that it is still right, or is not.
    case certify(CampaignID, GrantID, keep: Bool)
    /// Ends a recertification: what nobody decided about is suspended.
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
}

/// A way in for an emergency: for a short time, for some categories, looked at afterwards.
///
/// It is no role. It makes the condition `ticket` hold and lifts prohibitions that are marked overridable, both within its
/// ceiling; what a rule forbids outright stays forbidden.
public struct BreakGlassTicket: Hashable, Sendable, Codable {
    /// Which.
    public var id: TicketID
    /// Whose.
    public var principal: PrincipalID
    /// What it may reach, and all below.
    public var ceiling: [DataCategory]
    /// When it ends; at most ``maximumDuration`` after it was opened.
    public var until: Instant
    /// Who agreed; nil when nobody was asked.
    public var agreedBy: PrincipalID?

    /// How many milliseconds a ticket may last: 8 hours.
    public static let maximumDuration: Int64 = 8 * 3_600_000

    /// A ticket from its parts.
    public init(
        _ id: TicketID, for principal: PrincipalID, ceiling: [DataCategory], until: Instant, agreedBy: PrincipalID? = nil
    ) {
        self.id = id
        self.principal = principal
        self.ceiling = ceiling
        self.until = until
        self.agreedBy = agreedBy
    }
}

/// A second person's agreement that a principal is given many records at once.
public struct BulkApproval: Hashable, Sendable, Codable {
    /// Who may be given them.
    public var principal: PrincipalID
    /// How many.
    public var records: Int
    /// Until when.
    public var until: Instant
    /// Who agreed.
    public var approver: PrincipalID
    /// When.
    public var approvedAt: Instant
    /// 32 bytes: the Ed25519 key that the approver enrolled.
    public var publicKey: Bytes
    /// 64 bytes: Ed25519 over ``signedBytes(store:)``.
    public var signature: Bytes

    /// An approval from its parts.
    public init(
        for principal: PrincipalID, records: Int, until: Instant, approver: PrincipalID, approvedAt: Instant,
        publicKey: Bytes = [], signature: Bytes = []
    ) {
        self.principal = principal
        self.records = records
        self.until = until
        self.approver = approver
        self.approvedAt = approvedAt
        self.publicKey = publicKey
        self.signature = signature
    }

    /// What is signed: everything but the signature, for one store.
    public func signedBytes(store: Handle) -> [UInt8] {
        var bytes = Array("custody/bulk-approval/v1\0".utf8) + store.bytes
        for number in [Int64(records), until.milliseconds, approvedAt.milliseconds] { bytes.append(bigEndian: number) }
        for name in [principal.rawValue, approver.rawValue] {
            bytes.append(bigEndian: UInt32(clamping: name.utf8.count))
            bytes += Array(name.utf8)
        }
        return bytes
    }
}
