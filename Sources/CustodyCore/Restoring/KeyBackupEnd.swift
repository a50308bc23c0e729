import CustodyData
import CustodyKeys
import CustodyModel

/// When the last of all copies of the keys that were made can be used no more: a record of the store itself. A period that is made
/// shorter shortens no copy from before.
struct KeyBackupEnd: Codable {
    var end: Instant

    static let kept = OwnRecord<Self>("custody.keyBackupEnd", field: "end")
    static let id = RecordID(of: "custody/key-backup-end/v1")

    /// What writes the record in the place of the one before.
    func write(over former: StoredRecord?, _ sealer: Sealer, _ system: SystemKeys, at now: Instant) throws -> RecordWrite {
        try Self.kept.write(self, as: Self.id, for: ["custody.evidence.keyBackup"], over: former, sealer, system, at: now)
    }
}

extension KeyBackupEnd: OwnContent {}
