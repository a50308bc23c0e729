public import CustodyModel

/// A role: what its holders may do.
public struct Role: Hashable, Sendable {
    /// Its name.
    public var id: RoleID
    /// The roles whose rules it has as well.
    public var inherits: [RoleID]
    /// What it permits and forbids itself.
    public var rules: [Rule]
    /// The roles that somebody must hold before this one.
    public var prerequisites: [RoleID]
    /// How many principals may hold it, directly or through inheritance; nil for any number.
    public var maxHolders: Int?
    /// Whether a holder may pass it on for a time.
    public var isDelegable: Bool
    /// After how many days somebody must look whether its holders still need it; nil for never.
    public var reviewEveryDays: Int?

    /// A role from its parts.
    public init(
        _ id: RoleID, inherits: [RoleID] = [], rules: [Rule] = [], prerequisites: [RoleID] = [], maxHolders: Int? = nil,
        isDelegable: Bool = false, reviewEveryDays: Int? = nil
    ) {
        self.id = id
        self.inherits = inherits
        self.rules = rules
        self.prerequisites = prerequisites
        self.maxHolders = maxHolders
        self.isDelegable = isDelegable
        self.reviewEveryDays = reviewEveryDays
    }

    /// A role as the builder gathers it.
    public init(_ id: RoleID, @RoleBuilder _ parts: () -> [RoleBuilder.Part]) {
        self.init(id)
        for part in parts() {
            switch part {
            case .inherits(let roles): inherits += roles
            case .rule(let rule): rules.append(rule)
            case .prerequisites(let roles): prerequisites += roles
            case .maxHolders(let count): maxHolders = count
            case .delegable: isDelegable = true
            case .reviewEvery(let days): reviewEveryDays = days
            }
        }
    }
}

extension Role: Codable {
    private enum CodingKeys: String, CodingKey, CaseIterable {
        case id, inherits, rules, prerequisites, maxHolders, delegable, reviewEveryDays
    }

    /// Reads a role and refuses keys that mean nothing.
    public init(from decoder: any Decoder) throws {
        try decoder.refuseKeys(except: CodingKeys.self)
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            try container.decode(RoleID.self, forKey: .id),
            inherits: try container.decodeIfPresent([RoleID].self, forKey: .inherits) ?? [],
            rules: try container.decodeIfPresent([Rule].self, forKey: .rules) ?? [],
            prerequisites: try container.decodeIfPresent([RoleID].self, forKey: .prerequisites) ?? [],
            maxHolders: try container.decodeIfPresent(Int.self, forKey: .maxHolders),
            isDelegable: try container.decodeIfPresent(Bool.self, forKey: .delegable) ?? false,
            reviewEveryDays: try container.decodeIfPresent(Int.self, forKey: .reviewEveryDays))
    }

    /// Writes a role; what is empty is left out.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(id, forKey: .id)
        if !inherits.isEmpty { try container.encode(inherits, forKey: .inherits) }
        if !rules.isEmpty { try container.encode(rules, forKey: .rules) }
        if !prerequisites.isEmpty { try container.encode(prerequisites, forKey: .prerequisites) }
        try container.encodeIfPresent(maxHolders, forKey: .maxHolders)
        if isDelegable { try container.encode(true, forKey: .delegable) }
        try container.encodeIfPresent(reviewEveryDays, forKey: .reviewEveryDays)
    }
}
