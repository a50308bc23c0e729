import CustodyData
import CustodyKeys
import CustodyModel

/// That the store was put back and may hold people who had been erased: a record of the store itself, which stays.
struct RestoreMark: Codable {
    var restoredAt: Instant

    private static let kept = OwnRecord<Self>("custody.restoreMark", field: "mark")
    static let id = RecordID(of: "custody/restore-mark/v1")

    /// What writes the record.
    func write(_ sealer: Sealer, _ system: SystemKeys, at now: Instant) throws -> RecordWrite {
        try Self.kept.write(self, as: Self.id, for: ["custody.evidence.restore"], sealer, system, at: now)
    }
}
