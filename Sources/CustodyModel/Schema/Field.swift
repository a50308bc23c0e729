/// A field of a record: what kind of data it is, what it is held for and how long.
public struct Field: Hashable, Sendable, Codable {
    /// Its coding key.
    public var name: FieldName
    /// What kind of data it is.
    public var category: DataCategory
    /// What it is held for, without the purposes that the law adds.
    public var purposes: [Purpose]
    /// How long it is kept.
    public var retention: RetentionClass
    /// How often its accuracy is to be checked (GDPR Art. 5(1)(d)); nil when never by schedule.
    public var verification: RetentionClass.Period?
    /// Whether its values are about others too, so that they are not handed to the person without a look (GDPR Art. 15(4)); nil for no.
    public var concernsOthers: Bool?

    /// A field from its parts.
    public init(
        _ name: FieldName, _ category: DataCategory, for purposes: [Purpose], retain retention: RetentionClass = .whileNeeded,
        verifyEvery verification: RetentionClass.Period? = nil, concernsOthers: Bool? = nil
    ) {
        self.name = name
        self.category = category
        self.purposes = purposes
        self.retention = retention
        self.verification = verification
        self.concernsOthers = concernsOthers
    }

    /// What it is held for: the declared purposes, and for contact fields those that the law sets.
    public var heldFor: [Purpose] {
        category.isContact ? purposes + Purpose.builtIn.map(\.purpose) : purposes
    }

    /// Whether it is held for the purpose or for one that stands above it.
    public func isHeld(for purpose: Purpose) -> Bool { heldFor.contains { purpose.isWithin($0) } }

    private enum CodingKeys: String, CodingKey {
        case name, category, purposes, retention, verification, concernsOthers
    }

    /// Reads a field; retention is `whileNeeded` when it is not given.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        name = try container.decode(FieldName.self, forKey: .name)
        category = try container.decode(DataCategory.self, forKey: .category)
        purposes = try container.decode([Purpose].self, forKey: .purposes)
        retention = try container.decodeIfPresent(RetentionClass.self, forKey: .retention) ?? .whileNeeded
        verification = try container.decodeIfPresent(RetentionClass.Period.self, forKey: .verification)
        concernsOthers = try container.decodeIfPresent(Bool.self, forKey: .concernsOthers)
    }
}
