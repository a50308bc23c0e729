public import CustodyModel

/// One permission: these actions, on these categories, for these purposes.
///
/// In a document it is `{"allow": ["read"], "categories": ["contact"], "purposes": ["customerCare"]}`, or
/// `{"mask": ["read"], "categories": ["financial.bankAccount"], "purposes": ["payment"], "keepLast": 4}`.
public struct Rule: Hashable, Sendable {
    /// In what form the holder sees the data.
    public enum Treatment: Hashable, Sendable {
        /// As they are.
        case clear
        /// Hidden but for the last characters.
        case mask(keepLast: Int)
    }

    /// What may be done.
    public var actions: [Action]
    /// On which categories and all below them; empty for an action that touches no data, such as planning an erasure.
    public var categories: [DataCategory]
    /// For which purposes and all declared below them; empty for every declared purpose.
    public var purposes: [Purpose]
    /// In what form.
    public var treatment: Treatment

    /// A rule from its parts.
    public init(
        _ actions: [Action], categories: [DataCategory] = [], purposes: [Purpose] = [], treatment: Treatment = .clear
    ) {
        self.actions = actions
        self.categories = categories
        self.purposes = purposes
        self.treatment = treatment
    }

    /// Whether the rule says something about the purpose.
    func covers(_ purpose: Purpose) -> Bool {
        purposes.isEmpty || purposes.contains { purpose.isWithin($0) }
    }
}

extension Rule: Codable {
    enum CodingKeys: String, CodingKey, CaseIterable {
        case allow, mask, categories, purposes, keepLast
    }

    /// The key under which the actions stand.
    var actionsKey: CodingKeys { treatment == .clear ? .allow : .mask }

    /// Reads a rule and refuses keys that mean nothing.
    public init(from decoder: any Decoder) throws {
        try decoder.refuseKeys(except: CodingKeys.self)
        let container = try decoder.container(keyedBy: CodingKeys.self)
        guard container.contains(.allow) != container.contains(.mask) else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "a rule has either 'allow' or 'mask'"))
        }
        if container.contains(.mask) {
            actions = try container.decode([Action].self, forKey: .mask)
            treatment = .mask(keepLast: try container.decodeIfPresent(Int.self, forKey: .keepLast) ?? 0)
        } else {
            guard !container.contains(.keepLast) else {
                throw DecodingError.dataCorrupted(
                    .init(
                        codingPath: decoder.codingPath + [CodingKeys.keepLast],
                        debugDescription: "'keepLast' belongs to a rule with 'mask'"))
            }
            actions = try container.decode([Action].self, forKey: .allow)
            treatment = .clear
        }
        categories = try container.decodeIfPresent([DataCategory].self, forKey: .categories) ?? []
        purposes = try container.decodeIfPresent([Purpose].self, forKey: .purposes) ?? []
    }

    /// Writes a rule; empty lists are left out.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(actions, forKey: actionsKey)
        if !categories.isEmpty { try container.encode(categories, forKey: .categories) }
        if !purposes.isEmpty { try container.encode(purposes, forKey: .purposes) }
        if case .mask(let keepLast) = treatment { try container.encode(keepLast, forKey: .keepLast) }
    }
}
