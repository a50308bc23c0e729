/// What a kind of record consists of and why each part is held.
public struct RecordSchema: Hashable, Sendable, Codable {
    /// What the record is called.
    public var name: RecordName
    /// Raised when the fields change; every stored record says under which version it was sealed.
    public var version: Int
    /// The fields.
    public var fields: [Field]

    /// A schema from its fields.
    ///
    /// ```swift
    /// RecordSchema("customer") {
    ///     Field("email", .emailAddress, for: [.customerCare])
    /// }
    /// ```
    public init(_ name: RecordName, version: Int = 1, @FieldsBuilder _ fields: () -> [Field]) {
        self.init(name, version: version, fields: fields())
    }

    /// A schema from its fields.
    public init(_ name: RecordName, version: Int = 1, fields: [Field]) {
        self.name = name
        self.version = version
        self.fields = fields
    }

    /// The field of that name.
    public subscript(_ name: FieldName) -> Field? { fields.first { $0.name == name } }

    private enum CodingKeys: String, CodingKey {
        case name, version, fields
    }

    /// Reads a schema; the version is 1 when it is not given.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        name = try container.decode(RecordName.self, forKey: .name)
        version = try container.decodeIfPresent(Int.self, forKey: .version) ?? 1
        fields = try container.decode([Field].self, forKey: .fields)
    }

    /// Everything that is wrong with the schema by itself; empty when nothing is.
    public var faults: [String] {
        var faults: [String] = []
        var seen: Set<FieldName> = []
        if name.rawValue.isEmpty { faults.append("a record has no name") }
        if version < 1 { faults.append("record '\(name)': the version is \(version); versions start at 1") }
        if fields.isEmpty { faults.append("record '\(name)' has no fields") }
        for field in fields {
            if !seen.insert(field.name).inserted { faults.append("record '\(name)': field '\(field.name)' stands twice") }
            if field.name.rawValue.isEmpty { faults.append("record '\(name)' has a field without a name") }
            if field.purposes.isEmpty {
                faults.append("field '\(field.name)' is held for no purpose; leave it out or name one")
            }
            if !field.category.isWellFormed { faults.append("field '\(field.name)': '\(field.category)' is no category name") }
            for purpose in field.purposes where !purpose.isWellFormed {
                faults.append("field '\(field.name)': '\(purpose)' is no purpose name")
            }
        }
        return faults
    }
}
