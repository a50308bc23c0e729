public import CustodyModel

/// One role given to one principal, for a time, for a part of the organisation, by somebody, for a reason.
public struct RoleGrant: Hashable, Sendable {
    /// Where the grant comes from.
    public enum Source: Hashable, Sendable {
        /// It was assigned.
        case direct
        /// A holder passed it on; it ends with the holder's own.
        case delegated(by: PrincipalID)
    }

    /// Tells it from others.
    public var id: GrantID
    /// Who holds it.
    public var principal: PrincipalID
    /// What.
    public var role: RoleID
    /// Where: only for records of this part of the organisation and those below; everywhere when nil.
    public var scope: UnitName?
    /// From when on; from the beginning when nil.
    public var from: Instant?
    /// When it ends; at that instant it is over.
    public var until: Instant?
    /// Where it comes from.
    public var source: Source
    /// Who gave it.
    public var grantedBy: PrincipalID?
    /// Why.
    public var reason: String?
    /// When a reviewer last said that it is still right.
    public var certifiedAt: Instant?
    /// Whether it gives nothing until somebody reviews it.
    public var isSuspended: Bool
    /// From when on a recertification has it give nothing; nil when none does. It is no part of a document.
    public internal(set) var suspendedFrom: Instant?

    /// A grant from its parts.
    public init(
        _ id: GrantID, _ role: RoleID, to principal: PrincipalID, scope: UnitName? = nil, from: Instant? = nil,
        until: Instant? = nil, source: Source = .direct, by grantedBy: PrincipalID? = nil, reason: String? = nil,
        certifiedAt: Instant? = nil, isSuspended: Bool = false
    ) {
        self.id = id
        self.principal = principal
        self.role = role
        self.scope = scope
        self.from = from
        self.until = until
        self.source = source
        self.grantedBy = grantedBy
        self.reason = reason
        self.certifiedAt = certifiedAt
        self.isSuspended = isSuspended
    }

    /// Whether it can still give something at or after the instant.
    public func isOver(at instant: Instant) -> Bool { until.map { $0 <= instant } ?? false }

    /// Whether it gives nothing until somebody reviews it. Without an instant, also what will only be suspended.
    public func isSuspended(at instant: Instant?) -> Bool {
        if isSuspended { return true }
        guard let suspendedFrom else { return false }
        return instant.map { $0 >= suspendedFrom } ?? true
    }

    /// When it ends or is suspended, whichever comes first.
    var end: Instant? { [until, suspendedFrom].compactMap(\.self).min() }

    /// Whether it gives its role at the instant. Without an instant, nothing that has a start or an end does.
    public func isActive(at instant: Instant?) -> Bool {
        guard !isSuspended(at: instant) else { return false }
        guard let instant else { return from == nil && until == nil }
        return (from.map { $0 <= instant } ?? true) && !isOver(at: instant)
    }
}

extension RoleGrant: Codable {
    private enum CodingKeys: String, CodingKey, CaseIterable {
        case id, principal, role, scope, from, until, delegatedBy, grantedBy, reason, certifiedAt, suspended
    }

    /// Reads a grant and refuses keys that mean nothing.
    public init(from decoder: any Decoder) throws {
        try decoder.refuseKeys(except: CodingKeys.self)
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            try container.decode(GrantID.self, forKey: .id), try container.decode(RoleID.self, forKey: .role),
            to: try container.decode(PrincipalID.self, forKey: .principal),
            scope: try container.decodeIfPresent(UnitName.self, forKey: .scope),
            from: try container.decodeIfPresent(Instant.self, forKey: .from),
            until: try container.decodeIfPresent(Instant.self, forKey: .until),
            source: try container.decodeIfPresent(PrincipalID.self, forKey: .delegatedBy).map(Source.delegated) ?? .direct,
            by: try container.decodeIfPresent(PrincipalID.self, forKey: .grantedBy),
            reason: try container.decodeIfPresent(String.self, forKey: .reason),
            certifiedAt: try container.decodeIfPresent(Instant.self, forKey: .certifiedAt),
            isSuspended: try container.decodeIfPresent(Bool.self, forKey: .suspended) ?? false)
    }

    /// Writes a grant; what is absent is left out.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(id, forKey: .id)
        try container.encode(principal, forKey: .principal)
        try container.encode(role, forKey: .role)
        try container.encodeIfPresent(scope, forKey: .scope)
        try container.encodeIfPresent(from, forKey: .from)
        try container.encodeIfPresent(until, forKey: .until)
        if case .delegated(let principal) = source { try container.encode(principal, forKey: .delegatedBy) }
        try container.encodeIfPresent(grantedBy, forKey: .grantedBy)
        try container.encodeIfPresent(reason, forKey: .reason)
        try container.encodeIfPresent(certifiedAt, forKey: .certifiedAt)
        if isSuspended { try container.encode(true, forKey: .suspended) }
    }
}
