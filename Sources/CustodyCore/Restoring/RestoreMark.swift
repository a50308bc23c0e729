import Crypto
import CustodyData
import CustodyKeys
import CustodyModel

/// That the store was put back and may hold people who had been erased: a record of the store itself, which stays.
struct RestoreMark: Codable {
    var restoredAt: Instant

    private static let field: FieldName = "mark"
    private static let owner = SubjectToken(SystemKeys.owner)

    static let id: RecordID = {
        let digest = SHA256.hash(data: Array("custody/restore-mark/v1\0".utf8))
        return RecordID(Handle(Array(digest.prefix(16))) ?? .zero)
    }()

    /// What writes the record.
    func write(_ sealer: Sealer, _ system: SystemKeys, at now: Instant) throws -> RecordWrite {
        let value = try sealer.seal(
            CBOR.encode(self), with: system.text, id: SystemKeys.textID, at: .field(Self.id, Self.field, schemaVersion: 1))
        return .put(
            StoredRecord(
                id: Self.id, subject: Self.owner, name: "custody.restoreMark", purposes: ["custody.evidence.restore"],
                fields: [Self.field: StoredField(value: value, category: "custody.evidence")], collectedAt: now),
            expecting: nil)
    }
}
