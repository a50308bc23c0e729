public import CustodyModel

/// Separation of duty: roles of which one principal may have only so many, counting inherited ones.
///
/// In a document it is the list of the roles, `["billing", "auditor"]`, or an object with
/// `{"roles": ["billing", "auditor"], "atMost": 1, "dynamic": true}`.
public struct Exclusion: Hashable, Sendable, Codable {
    /// When it counts.
    public enum Kind: Hashable, Sendable {
        /// Nobody may hold more, whether they use them or not.
        case `static`
        /// Nobody may use more in one session; holding them is allowed.
        case dynamic
    }

    /// The roles.
    public var roles: [RoleID]
    /// How many of them are allowed.
    public var atMost: Int
    /// When it counts.
    public var kind: Kind

    /// Keeps the roles apart.
    public init(_ roles: [RoleID], atMost: Int = 1, kind: Kind = .static) {
        self.roles = roles
        self.atMost = atMost
        self.kind = kind
    }

    private enum CodingKeys: String, CodingKey, CaseIterable {
        case roles, atMost, dynamic
    }

    /// Reads the list of the roles, or an object.
    public init(from decoder: any Decoder) throws {
        if let roles = try? decoder.singleValueContainer().decode([RoleID].self) {
            self.init(roles)
            return
        }
        try decoder.refuseKeys(except: CodingKeys.self)
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            try container.decode([RoleID].self, forKey: .roles),
            atMost: try container.decodeIfPresent(Int.self, forKey: .atMost) ?? 1,
            kind: try container.decodeIfPresent(Bool.self, forKey: .dynamic) ?? false ? .dynamic : .static)
    }

    /// Writes the list of the roles, or an object where there is more to say.
    public func encode(to encoder: any Encoder) throws {
        guard atMost != 1 || kind != .static else {
            var container = encoder.singleValueContainer()
            return try container.encode(roles)
        }
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(roles, forKey: .roles)
        if atMost != 1 { try container.encode(atMost, forKey: .atMost) }
        if kind == .dynamic { try container.encode(true, forKey: .dynamic) }
    }

    /// The roles of the exclusion that are among these, when they are too many; nil when they are not.
    func clash(in held: Set<RoleID>) -> [RoleID]? {
        let both = Set(roles).intersection(held)
        return both.count > atMost ? both.sorted() : nil
    }
}
