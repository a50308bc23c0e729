public import CustodyModel

/// Which roles a principal holds.
public struct Assignment: Hashable, Sendable, Codable {
    /// Who.
    public var principal: PrincipalID
    /// Which roles.
    public var roles: [RoleID]

    /// An assignment from its parts.
    public init(_ principal: PrincipalID, to roles: [RoleID]) {
        self.principal = principal
        self.roles = roles
    }

    private enum CodingKeys: String, CodingKey, CaseIterable {
        case principal = "id"
        case roles
    }

    /// Reads an assignment and refuses keys that mean nothing.
    public init(from decoder: any Decoder) throws {
        try decoder.refuseKeys(except: CodingKeys.self)
        let container = try decoder.container(keyedBy: CodingKeys.self)
        principal = try container.decode(PrincipalID.self, forKey: .principal)
        roles = try container.decode([RoleID].self, forKey: .roles)
    }
}
