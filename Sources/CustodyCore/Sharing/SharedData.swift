import CustodyAudit
import CustodyData
public import CustodyGovernance
import CustodyKeys
public import CustodyModel

/// What a recipient was given of one record of a person: names of fields, never values.
public struct SharedData: Hashable, Sendable, Codable {
    /// Whose.
    public var subject: SubjectToken
    /// To whom, as it was when it was last given something.
    public var recipient: DataRecipient
    /// Of which record.
    public var record: RecordID
    /// Of which kind.
    public var name: RecordName
    /// Which fields, and when each was given last.
    public var fields: [FieldName: Instant]
    /// In the words of which edition of the record's schema; nil in what an earlier version of the library wrote.
    public var edition: Int?
    /// What for.
    public var purposes: [Purpose]
    /// When it was given something first.
    public var first: Instant
    /// When it was given something last.
    public var last: Instant
    /// How often.
    public var times: Int

    static let kept = OwnRecord<Self>("custody.share", field: "share")

    static let everything = RecordQuery.Filter.heldFor("custody.shares")
    static func of(_ subject: SubjectToken) -> RecordQuery.Filter {
        .heldFor(Purpose(rawValue: "custody.share.s\(subject)"))
    }

    static func id(_ subject: SubjectToken, _ recipient: RecipientID, _ record: RecordID) -> RecordID {
        RecordID(of: "share", subject.bytes + record.bytes + Array(recipient.rawValue.utf8))
    }

    /// In the words of the edition that a migration leads to. Each part of a value that is split was given when the whole was.
    func migrated(by migration: SchemaMigration, to edition: Int) -> SharedData {
        guard self.edition.map({ $0 <= migration.former.version }) ?? true else { return self }
        var share = self
        (share.fields, share.edition) = (migration.carried(fields), edition)
        return share
    }

    /// What writes it.
    func write(over former: StoredRecord?, _ sealer: Sealer, _ system: SystemKeys) throws -> RecordWrite {
        try Self.kept.write(
            self, as: Self.id(subject, recipient.id, record),
            for: ["custody.shares", Purpose(rawValue: "custody.share.s\(subject)")], over: former, sealer, system, at: last)
    }
}

extension SharedData: OwnContent {}
