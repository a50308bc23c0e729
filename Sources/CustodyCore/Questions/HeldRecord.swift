public import CustodyModel

/// What is known of a record without opening anything.
public struct HeldRecord: Hashable, Sendable, Codable {
    /// About whom.
    public var subject: SubjectToken
    /// Which record.
    public var record: RecordID
    /// Of which kind.
    public var name: RecordName
    /// The edition of its schema.
    public var edition: Int
    /// What it was collected for.
    public var purposes: [Purpose]
    /// Which fields it has.
    public var fields: [FieldName]
    /// When it was collected.
    public var collectedAt: Instant
    /// When the first of its fields runs out; nil when none does.
    public var firstExpiry: Instant?
}
