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

    private static let kept = OwnRecord<Self>("custody.suspendedErasure", field: "erasure")
    private static let purposes: [Purpose] = ["custody.suspendedErasures"]

    /// One for each person.
    static func id(_ subject: SubjectToken) -> RecordID { RecordID(of: "custody/suspended-erasure/v1", subject.bytes) }

    /// What writes the record, in the place of an earlier one.
    func write(over former: StoredRecord?, _ sealer: Sealer, _ system: SystemKeys, at now: Instant) throws -> RecordWrite {
        try Self.kept.write(self, as: Self.id(subject), for: Self.purposes, over: former, sealer, system, at: now)
    }

    /// What of it an anchor carries: the value that one of the writes writes, sealed; nil when none writes it.
    static func sealed(in writes: [RecordWrite]) -> SealedValue? {
        for case .put(let record, _) in writes where record.name == kept.name { return record.fields[kept.field]?.value }
        return nil
    }

    /// What writes the record again that an anchor carried, as it was when the erasure was approved.
    static func write(
        _ sealed: SealedValue, of subject: SubjectToken, over former: StoredRecord?, approvedAt: Instant
    ) -> RecordWrite {
        let record = StoredRecord(
            id: id(subject), subject: .store, name: kept.name, version: (former?.version ?? 0) + 1, purposes: purposes,
            fields: [kept.field: StoredField(value: sealed, category: "custody.evidence")], collectedAt: approvedAt)
        return .put(record, expecting: former?.version)
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
        guard let content = try Self.kept.content(of: record, sealer, system) else {
            throw CustodianError(.integrity, "a suspended erasure cannot be read; run verify")
        }
        self = content
    }
}
