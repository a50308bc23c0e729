public import CustodyModel

/// Separation of duty: roles of which one principal may hold at most one, counting inherited ones.
///
/// In a document it is the list of the roles: `["billing", "auditor"]`.
public struct Exclusion: Hashable, Sendable, Codable {
    /// The roles.
    public var roles: [RoleID]

    /// Keeps the roles apart.
    public init(_ roles: [RoleID]) { self.roles = roles }

    /// Reads the list of the roles.
    public init(from decoder: any Decoder) throws {
        roles = try decoder.singleValueContainer().decode([RoleID].self)
    }

    /// Writes the list of the roles.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(roles)
    }
}
