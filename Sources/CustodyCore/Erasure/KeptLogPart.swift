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

    static let kept = OwnRecord<Self>("custody.keptLogPart", field: "part")
    private static let purpose: Purpose = "custody.evidence"

    /// One for each person.
    var id: RecordID { Self.id(subject) }
    static func id(_ subject: SubjectToken) -> RecordID { RecordID(subject.handle) }
    static let everything = RecordQuery.Filter.heldFor(purpose)

    /// The record that remembers it.
    func record(_ sealer: Sealer, _ system: SystemKeys, at now: Instant) throws -> StoredRecord {
        try Self.kept.holding(self, as: id, for: [Self.purpose], sealer, system, at: now)
    }

    /// What forgets it.
    static func removal(of record: StoredRecord) -> RecordWrite {
        .remove(record.id, subject: record.subject, expecting: record.version)
    }
}

extension KeptLogPart: OwnContent {}
