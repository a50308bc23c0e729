public import CustodyModel

/// A way in for an emergency: for a short time, for some categories, looked at afterwards.
///
/// A second person may agree to it by a signature; whoever reviews it sees whether one did.
/// It is no role. It makes the condition `ticket` hold and lifts prohibitions that are marked overridable, both within its
/// ceiling; what a rule forbids outright stays forbidden.
public struct BreakGlassTicket: Hashable, Sendable, Codable {
    /// Which.
    public var id: TicketID
    /// Whose.
    public var principal: PrincipalID
    /// What it may reach, and all below.
    public var ceiling: [DataCategory]
    /// When it ends, unless it is reviewed before; at most ``maximumDuration`` after it was opened.
    public var until: Instant
    /// A second person's agreement; nil when nobody was asked.
    public var agreement: SignedAgreement?

    /// How many milliseconds a ticket may last: 8 hours.
    public static let maximumDuration: Int64 = 8 * 3_600_000

    /// A ticket from its parts.
    public init(
        _ id: TicketID, for principal: PrincipalID, ceiling: [DataCategory], until: Instant,
        agreement: SignedAgreement? = nil
    ) {
        self.id = id
        self.principal = principal
        self.ceiling = ceiling
        self.until = until
        self.agreement = agreement
    }

    /// What whoever agrees signs: everything but the agreement, for one store.
    public func signedBytes(store: Handle) -> [UInt8] {
        var bytes = Array("custody/break-glass/v1\0".utf8) + store.bytes
        bytes.append(bigEndian: until.milliseconds)
        for name in [id.rawValue, principal.rawValue] + ceiling.map(\.rawValue) { bytes.append(counted: name) }
        return bytes
    }
}
