public import CustodyModel

/// A role: what its holders may do.
public struct Role: Hashable, Sendable {
    /// Its name.
    public var id: RoleID
    /// The roles whose rules it has as well.
    public var inherits: [RoleID]
    /// What it permits itself.
    public var rules: [Rule]

    /// A role from its parts.
    public init(_ id: RoleID, inherits: [RoleID] = [], rules: [Rule] = []) {
        self.id = id
        self.inherits = inherits
        self.rules = rules
    }

    /// A role as the builder gathers it.
    public init(_ id: RoleID, @RoleBuilder _ parts: () -> [RoleBuilder.Part]) {
        self.init(id)
        for part in parts() {
            switch part {
            case .inherits(let roles): inherits += roles
            case .rule(let rule): rules.append(rule)
            }
        }
    }
}

extension Role: Codable {
    private enum CodingKeys: String, CodingKey, CaseIterable {
        case id, inherits, rules
    }

    /// Reads a role and refuses keys that mean nothing.
    public init(from decoder: any Decoder) throws {
        try decoder.refuseKeys(except: CodingKeys.self)
        let container = try decoder.container(keyedBy: CodingKeys.self)
        id = try container.decode(RoleID.self, forKey: .id)
        inherits = try container.decodeIfPresent([RoleID].self, forKey: .inherits) ?? []
        rules = try container.decodeIfPresent([Rule].self, forKey: .rules) ?? []
    }

    /// Writes a role; empty lists are left out.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(id, forKey: .id)
        if !inherits.isEmpty { try container.encode(inherits, forKey: .inherits) }
        if !rules.isEmpty { try container.encode(rules, forKey: .rules) }
    }
}
