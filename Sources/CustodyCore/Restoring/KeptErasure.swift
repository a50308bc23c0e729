import CustodyData
import CustodyKeys
import CustodyModel

/// An erasure as the store itself remembers it, so that an anchor can be told later what it was not told then: a record of the store
/// itself, about nobody.
struct KeptErasure {
    var record: ErasureRecord

    private static let kept = OwnRecord<ErasureRecord>("custody.erasure", field: "erasure")
    private static let purpose: Purpose = "custody.erasures"

    static let everything = RecordQuery.Filter.heldFor(purpose)

    /// One for each plan.
    static func id(_ plan: Bytes) -> RecordID { RecordID(of: "custody/erasure-record/v1", plan.array) }

    /// What writes the record that remembers it.
    func write(_ sealer: Sealer, _ system: SystemKeys, at now: Instant) throws -> RecordWrite {
        try Self.kept.write(record, as: Self.id(record.plan), for: [Self.purpose], sealer, system, at: now)
    }
}

extension KeptErasure {
    /// What a record remembers; nil when it is another kind of record.
    init?(_ stored: StoredRecord, _ sealer: Sealer, _ system: SystemKeys) throws {
        guard let content = try Self.kept.content(of: stored, sealer, system) else { return nil }
        record = content
    }
}
