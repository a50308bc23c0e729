import CustodyAudit
import CustodyData
import CustodyKeys
import CustodyModel

/// What the log says about an erased person, while it is kept: a record of the store itself, about nobody, that leads to it.
struct KeptLogPart: Codable {
    /// Whose.
    var subject: SubjectToken
    /// Until when; nil when only evidence holds it.
    var until: Instant?
    /// Why.
    var ground: KeepingGround?
    /// The plan by which everything else was erased.
    var plan: Bytes
    /// Why it was erased, as the leaf has it.
    var reason: UInt8
    /// When the erasure was asked for.
    var requestedAt: Instant

    static let name: RecordName = "custody.keptLogPart"
    private static let purpose: Purpose = "custody.evidence"
    private static let field: FieldName = "part"
    private static let owner = SubjectToken(SystemKeys.owner)

    /// One for each person.
    var id: RecordID { Self.id(subject) }
    static func id(_ subject: SubjectToken) -> RecordID { RecordID(subject.handle) }
    static let everything = RecordQuery.Filter.heldFor(purpose)

    private static func place(_ id: RecordID) -> Sealer.Place { .field(id, field, schemaVersion: 1) }

    /// The record that remembers it.
    func record(_ sealer: Sealer, _ system: SystemKeys, at now: Instant) throws -> StoredRecord {
        let value = try sealer.seal(CBOR.encode(self), with: system.text, id: SystemKeys.textID, at: Self.place(id))
        return StoredRecord(
            id: id, subject: Self.owner, name: Self.name, purposes: [Self.purpose],
            fields: [Self.field: StoredField(value: value, category: "custody.evidence")], collectedAt: now)
    }

    /// What forgets it.
    static func removal(of record: StoredRecord) -> RecordWrite {
        .remove(record.id, subject: record.subject, expecting: record.version)
    }
}

extension KeptLogPart {
    /// What a record remembers; nil when it is another kind of record.
    init?(_ record: StoredRecord, _ sealer: Sealer, _ system: SystemKeys) throws {
        guard record.name == Self.name, record.subject == Self.owner, let field = record.fields[Self.field] else { return nil }
        self = try CBOR.decode(Self.self, from: sealer.open(field.value, with: system.text, at: Self.place(record.id)))
    }
}
