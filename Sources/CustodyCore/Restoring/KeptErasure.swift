import Crypto
import CustodyData
import CustodyKeys
import CustodyModel

/// An erasure as the store itself remembers it, so that an anchor can be told later what it was not told then: a record of the store
/// itself, about nobody.
struct KeptErasure {
    var record: ErasureRecord

    private static let name: RecordName = "custody.erasure"
    private static let purpose: Purpose = "custody.erasures"
    private static let field: FieldName = "erasure"
    private static let owner = SubjectToken(SystemKeys.owner)

    static let everything = RecordQuery.Filter.heldFor(purpose)

    /// One for each plan.
    static func id(_ plan: Bytes) -> RecordID {
        let digest = SHA256.hash(data: Array("custody/erasure-record/v1\0".utf8) + plan.array)
        return RecordID(Handle(Array(digest.prefix(16))) ?? .zero)
    }

    private static func place(_ id: RecordID) -> Sealer.Place { .field(id, field, schemaVersion: 1) }

    /// What writes the record that remembers it.
    func write(_ sealer: Sealer, _ system: SystemKeys, at now: Instant) throws -> RecordWrite {
        let id = Self.id(record.plan)
        let value = try sealer.seal(CBOR.encode(record), with: system.text, id: SystemKeys.textID, at: Self.place(id))
        return .put(
            StoredRecord(
                id: id, subject: Self.owner, name: Self.name, purposes: [Self.purpose],
                fields: [Self.field: StoredField(value: value, category: "custody.evidence")], collectedAt: now),
            expecting: nil)
    }
}

extension KeptErasure {
    /// What a record remembers; nil when it is another kind of record.
    init?(_ stored: StoredRecord, _ sealer: Sealer, _ system: SystemKeys) throws {
        guard stored.name == Self.name, stored.subject == Self.owner, let field = stored.fields[Self.field] else { return nil }
        record = try CBOR.decode(
            ErasureRecord.self, from: sealer.open(field.value, with: system.text, at: Self.place(stored.id)))
    }
}
