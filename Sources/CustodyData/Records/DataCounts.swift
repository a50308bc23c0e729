/// How much a store keeps.
public struct DataCounts: Hashable, Sendable {
    /// Subjects that have a record.
    public var subjects: Int
    /// Records.
    public var records: Int
    /// Values in all records.
    public var fields: Int
    /// Identifiers that are bound.
    public var bindings: Int
    /// How many identifiers are bound under each version of the index key; those without a note count nowhere.
    public var bindingsByVersion: [UInt8: Int]
    /// Identifiers that are remembered as erased.
    public var suppressions: Int

    /// Counts from their parts.
    public init(
        subjects: Int = 0, records: Int = 0, fields: Int = 0, bindings: Int = 0, bindingsByVersion: [UInt8: Int] = [:],
        suppressions: Int = 0
    ) {
        self.subjects = subjects
        self.records = records
        self.fields = fields
        self.bindings = bindings
        self.bindingsByVersion = bindingsByVersion
        self.suppressions = suppressions
    }
}
