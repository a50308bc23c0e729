import CustodyAudit
import CustodyData
public import CustodyGovernance
import CustodyKeys
public import CustodyModel

/// That a recipient has to be told of a correction, an erasure or a restriction of what it was given (GDPR Art. 19).
public struct RecipientNotice: Hashable, Sendable, Codable {
    /// What happened to the data.
    public enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
        /// It was put right.
        case rectification
        /// It was erased.
        case erasure
        /// Its processing is restricted.
        case restriction
    }

    /// Whose data.
    public var subject: SubjectToken
    /// Who has to be told.
    public var recipient: DataRecipient
    /// What happened.
    public var kind: Kind
    /// Of which record.
    public var record: RecordID
    /// Of which kind.
    public var name: RecordName
    /// Which of the fields that the recipient was given.
    public var fields: [FieldName]
    /// Since when.
    public var since: Instant

    static let kept = OwnRecord<Self>("custody.recipientNotice", field: "notice")
    static let everything = RecordQuery.Filter.heldFor("custody.recipientNotices")

    /// Tells it from others.
    public var id: RecordID {
        RecordID(
            of: "recipient notice/\(kind.rawValue)", subject.bytes + record.bytes + Array(recipient.id.rawValue.utf8))
    }

    /// What writes it.
    func write(over former: StoredRecord?, _ sealer: Sealer, _ system: SystemKeys) throws -> RecordWrite {
        try Self.kept.write(
            self, as: id, for: ["custody.recipientNotices"], over: former, sealer, system, at: since)
    }
}

extension RecipientNotice: OwnContent {}
