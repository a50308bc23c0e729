public import CustodyModel

/// A record about a person as it is stored: every value sealed, and beside it only what the store must find it by.
public struct StoredRecord: Hashable, Sendable, Codable {
    /// Which record.
    public var id: RecordID
    /// About whom.
    public var subject: SubjectToken
    /// Of which kind.
    public var name: RecordName
    /// The edition of the schema under which it was sealed.
    public var schemaVersion: Int
    /// 1 for a new record, one more with each change.
    public var version: Int
    /// What it was collected for.
    public var purposes: [Purpose]
    /// The values.
    public var fields: [FieldName: StoredField]
    /// The commit that last changed it, which holds the audit leaf that permitted the change. The store sets it.
    public var receipt: CommitSequence
    /// When it was collected.
    public var collectedAt: Instant
    /// Where it came from, sealed, also when from the person; nil when that is not known any more, since its key was destroyed.
    public var source: SealedValue?
    /// Stands for where it came from: the same for the same source, and telling nothing else. Nil for a record of before there was one.
    public var origin: BlindIndex?

    /// A record from its parts.
    public init(
        id: RecordID, subject: SubjectToken, name: RecordName, schemaVersion: Int = 1, version: Int = 1, purposes: [Purpose],
        fields: [FieldName: StoredField], receipt: CommitSequence = .zero, collectedAt: Instant, source: SealedValue? = nil,
        origin: BlindIndex? = nil
    ) {
        self.id = id
        self.subject = subject
        self.name = name
        self.schemaVersion = schemaVersion
        self.version = version
        self.purposes = purposes
        self.fields = fields
        self.receipt = receipt
        self.collectedAt = collectedAt
        self.source = source
        self.origin = origin
    }

    /// When the first of its fields expires; nil when none does.
    public var firstExpiry: Instant? { fields.values.compactMap(\.expiresAt).min() }

    /// Whether it was collected for the purpose or for one that stands above it.
    public func isHeld(for purpose: Purpose) -> Bool { purposes.contains { purpose.isWithin($0) } }
}
