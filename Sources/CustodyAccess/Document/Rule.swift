public import CustodyModel

/// One permission or prohibition: these actions, on these categories, for these purposes, under these conditions.
///
/// In a document the first key says what it does:
/// `{"allow": ["read"], "categories": ["contact"], "purposes": ["customerCare"]}`,
/// `{"mask": ["read"], "categories": ["financial.bankAccount"], "keepLast": 4}`,
/// `{"pseudonymise": ["read"], "categories": ["identity"]}`,
/// `{"drop": ["read"], "categories": ["identity.birthDate"]}`,
/// `{"forbid": ["read"], "categories": ["special"], "unless": ["ticket"], "overridable": true}`.
///
/// Rules have no order. Permissions add up and the clearest form wins; what any rule drops or forbids is taken away last.
public struct Rule: Hashable, Sendable {
    /// In what form the holder sees the data.
    public enum Treatment: Hashable, Sendable {
        /// As they are.
        case clear
        /// Hidden but for the last characters, of which no more than half of a value stays.
        case mask(keepLast: Int)
        /// Replaced by a name that is always the same for the same value.
        case pseudonymise
        /// Left out, whatever another rule permits; the rest of the request is answered.
        case drop
    }

    /// Whether the rule gives or takes.
    public enum Effect: Hashable, Sendable {
        /// It permits, in the form of its treatment.
        case allow
        /// It prohibits, whatever another rule permits. One without categories prohibits the actions altogether.
        case forbid
    }

    /// What explanations call it; its place in the document when nil.
    public var id: String?
    /// Whether it gives or takes.
    public var effect: Effect
    /// What may be done.
    public var actions: [Action]
    /// On which categories and all below them; empty for an action that touches no data, such as planning an erasure.
    public var categories: [DataCategory]
    /// For which purposes and all declared below them; empty for every declared purpose.
    public var purposes: [Purpose]
    /// For which purposes not: neither these, nor what is below them, nor what is above them and so would include them.
    public var prohibitedPurposes: [Purpose]
    /// In what form.
    public var treatment: Treatment
    /// What must be so.
    public var when: [Condition]
    /// What must not be so. A ticket lifts a prohibition that stands `unless` there is one for the ticket's categories only.
    public var unless: [Condition]
    /// What must be done as well.
    public var obligations: Obligations
    /// Whether a break-glass ticket lifts the prohibition for the ticket's categories.
    public var isOverridable: Bool

    /// A rule from its parts.
    public init(
        _ actions: [Action], categories: [DataCategory] = [], purposes: [Purpose] = [], treatment: Treatment = .clear,
        effect: Effect = .allow, except prohibitedPurposes: [Purpose] = [], when: [Condition] = [], unless: [Condition] = [],
        obligations: Obligations = [], isOverridable: Bool = false, id: String? = nil
    ) {
        self.id = id
        self.effect = effect
        self.actions = actions
        self.categories = categories
        self.purposes = purposes
        self.prohibitedPurposes = prohibitedPurposes
        self.treatment = treatment
        self.when = when
        self.unless = unless
        self.obligations = obligations
        self.isOverridable = isOverridable
    }

    /// Whether the rule says something about the purpose.
    func covers(_ purpose: Purpose) -> Bool {
        (purposes.isEmpty || purposes.contains { purpose.isWithin($0) })
            && !prohibitedPurposes.contains { purpose.isWithin($0) || $0.isWithin(purpose) }
    }

    /// Whether it gives something, under whatever condition.
    public var isPermission: Bool { effect == .allow && treatment != .drop }

    /// Whether a break-glass ticket lifts what it takes away, as far as the ticket reaches and no further.
    var yieldsToTicket: Bool { !isPermission && (isOverridable || unless.contains(.ticket)) }

    /// What must not be so for it to speak at all. The ticket that a prohibition yields to is none of it: it lifts by category.
    var exceptions: [Condition] { isPermission ? unless : unless.filter { $0 != .ticket } }

    /// Whether it speaks always and asks for nothing in return.
    var isUnconditional: Bool { when.isEmpty && unless.isEmpty && obligations.isEmpty && !isOverridable }
}

extension Rule: Codable {
    enum CodingKeys: String, CodingKey, CaseIterable {
        case id, allow, mask, pseudonymise, drop, forbid, categories, purposes, prohibitedPurposes, keepLast, when, unless,
            obligations, overridable

        static let effects: [CodingKeys] = [.allow, .mask, .pseudonymise, .drop, .forbid]
    }

    /// The key under which the actions stand.
    var actionsKey: CodingKeys {
        if effect == .forbid { return .forbid }
        return switch treatment {
        case .clear: .allow
        case .mask: .mask
        case .pseudonymise: .pseudonymise
        case .drop: .drop
        }
    }

    /// Reads a rule and refuses keys that mean nothing.
    public init(from decoder: any Decoder) throws {
        try decoder.refuseKeys(except: CodingKeys.self)
        let container = try decoder.container(keyedBy: CodingKeys.self)
        func corrupted(_ text: String, _ key: CodingKeys? = nil) -> DecodingError {
            .dataCorrupted(.init(codingPath: decoder.codingPath + (key.map { [$0] } ?? []), debugDescription: text))
        }
        let kinds = CodingKeys.effects.filter(container.contains)
        guard let kind = kinds.first, kinds.count == 1 else {
            throw corrupted(
                "a rule has exactly one of " + CodingKeys.effects.map { "'\($0.rawValue)'" }.joined(separator: ", "))
        }
        if kind != .mask, container.contains(.keepLast) {
            throw corrupted("'keepLast' belongs to a rule with 'mask'", .keepLast)
        }
        if kind != .forbid, container.contains(.overridable) {
            throw corrupted("'overridable' belongs to a rule with 'forbid'", .overridable)
        }
        let treatment: Treatment =
            switch kind {
            case .mask: .mask(keepLast: try container.decodeIfPresent(Int.self, forKey: .keepLast) ?? 0)
            case .pseudonymise: .pseudonymise
            case .drop: .drop
            default: .clear
            }
        self.init(
            try container.decode([Action].self, forKey: kind),
            categories: try container.decodeIfPresent([DataCategory].self, forKey: .categories) ?? [],
            purposes: try container.decodeIfPresent([Purpose].self, forKey: .purposes) ?? [],
            treatment: treatment, effect: kind == .forbid ? .forbid : .allow,
            except: try container.decodeIfPresent([Purpose].self, forKey: .prohibitedPurposes) ?? [],
            when: try container.decodeIfPresent([Condition].self, forKey: .when) ?? [],
            unless: try container.decodeIfPresent([Condition].self, forKey: .unless) ?? [],
            obligations: try container.decodeIfPresent(Obligations.self, forKey: .obligations) ?? [],
            isOverridable: try container.decodeIfPresent(Bool.self, forKey: .overridable) ?? false,
            id: try container.decodeIfPresent(String.self, forKey: .id))
    }

    /// Writes a rule; what is empty is left out.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encodeIfPresent(id, forKey: .id)
        try container.encode(actions, forKey: actionsKey)
        if !categories.isEmpty { try container.encode(categories, forKey: .categories) }
        if !purposes.isEmpty { try container.encode(purposes, forKey: .purposes) }
        if !prohibitedPurposes.isEmpty { try container.encode(prohibitedPurposes, forKey: .prohibitedPurposes) }
        if effect == .allow, case .mask(let keepLast) = treatment { try container.encode(keepLast, forKey: .keepLast) }
        if !when.isEmpty { try container.encode(when, forKey: .when) }
        if !unless.isEmpty { try container.encode(unless, forKey: .unless) }
        if !obligations.isEmpty { try container.encode(obligations, forKey: .obligations) }
        if isOverridable { try container.encode(true, forKey: .overridable) }
    }
}
