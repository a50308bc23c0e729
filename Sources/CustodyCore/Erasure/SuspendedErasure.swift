import Crypto
import CustodyData
import CustodyKeys
import CustodyModel

/// An approved erasure of which a legal hold kept a part back: a record of the store itself, so that releasing the hold completes it.
struct SuspendedErasure: Codable {
    var subject: SubjectToken
    var ground: ErasureGround
    var log: LogTreatment
    var plannedBy: PrincipalID
    /// The plan that was approved.
    var plan: Bytes

    private static let name: RecordName = "custody.suspendedErasure"
    private static let field: FieldName = "erasure"
    private static let owner = SubjectToken(SystemKeys.owner)

    /// One for each person.
    static func id(_ subject: SubjectToken) -> RecordID {
        let digest = SHA256.hash(data: Array("custody/suspended-erasure/v1\0".utf8) + subject.bytes)
        return RecordID(Handle(Array(digest.prefix(16))) ?? .zero)
    }

    private static func place(_ id: RecordID) -> Sealer.Place { .field(id, field, schemaVersion: 1) }

    /// What writes the record, in the place of an earlier one.
    func write(over former: StoredRecord?, _ sealer: Sealer, _ system: SystemKeys, at now: Instant) throws -> RecordWrite {
        let id = Self.id(subject)
        let value = try sealer.seal(CBOR.encode(self), with: system.text, id: SystemKeys.textID, at: Self.place(id))
        return .put(
            StoredRecord(
                id: id, subject: Self.owner, name: Self.name, version: (former?.version ?? 0) + 1,
                purposes: ["custody.suspendedErasures"],
                fields: [Self.field: StoredField(value: value, category: "custody.evidence")], collectedAt: now),
            expecting: former?.version)
    }

    init(_ plan: ErasurePlan, _ digest: Bytes) {
        subject = plan.subject
        ground = plan.ground
        log = plan.log
        plannedBy = plan.plannedBy
        self.plan = digest
    }

    /// What a record remembers.
    init(_ record: StoredRecord, _ sealer: Sealer, _ system: SystemKeys) throws {
        guard record.name == Self.name, let field = record.fields[Self.field] else {
            throw CustodianError(.integrity, "a suspended erasure cannot be read; run verify")
        }
        self = try CBOR.decode(Self.self, from: sealer.open(field.value, with: system.text, at: Self.place(record.id)))
    }
}
