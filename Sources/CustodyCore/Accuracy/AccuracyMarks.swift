import CustodyData
import CustodyKeys
import CustodyModel

/// What is remembered about the accuracy of a record: who verified what and how, and what the person disputes.
struct AccuracyMarks: Codable, Hashable, Sendable {
    struct Mark: Codable, Hashable, Sendable {
        var at: Instant
        var by: PrincipalID
        var method: VerificationMethod
    }

    var subject: SubjectToken
    var record: RecordID
    /// In the words of the edition that the record is of.
    var verified: [FieldName: Mark] = [:]
    /// Since when.
    var disputed: [FieldName: Instant] = [:]

    static let kept = OwnRecord<Self>("custody.accuracy", field: "marks")
    static func id(_ record: RecordID) -> RecordID { RecordID(of: "custody/accuracy/v1", record.bytes) }
    static func of(_ subject: SubjectToken) -> RecordQuery.Filter { .heldFor(purpose(of: subject)) }

    private static func purpose(of subject: SubjectToken) -> Purpose { Purpose("custody.accuracy.s\(subject)") }

    /// In the words of the edition that a migration leads to. Each part of a value that is split was verified, or is disputed, as the whole.
    func migrated(by migration: SchemaMigration) -> AccuracyMarks {
        var marks = self
        (marks.verified, marks.disputed) = (migration.carried(verified), migration.carried(disputed))
        return marks
    }

    /// What writes it.
    func write(over former: StoredRecord?, _ sealer: Sealer, _ system: SystemKeys, at now: Instant) throws -> RecordWrite {
        try Self.kept.write(
            self, as: Self.id(record), for: [Self.purpose(of: subject)], over: former, sealer, system, at: now)
    }
}

extension AccuracyMarks: OwnContent {}
