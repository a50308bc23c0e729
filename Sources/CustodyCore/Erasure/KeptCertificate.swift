import CustodyData
import CustodyKeys
import CustodyModel

/// What the certificate of an erasure says, as the store keeps it from the intent on: a record of the store itself, about nobody. So it can
/// be had again, and by whoever finishes an erasure that was cut off.
struct KeptCertificate: Codable {
    /// What is certified, as far as it is known. The commits tell the rest.
    var statement: ErasureCertificate.Statement
    /// Whether what the log says about the person goes too, so that an entry of the log accounts for it.
    var erasesLog: Bool
    /// The keys that go, those of evidence of who asks among them.
    var keys: [KeyID]
    /// A value sealed under each of them, to be tried when they are gone.
    var samples: [Custodian.SealedSample]
    /// The plans of whoever was merged with the person, which are carried out with it; nil when nobody was.
    var merged: [Bytes]?
    /// The commit of the intent. Nil in what the intent writes: until the keys are gone nothing is certified.
    var intent: CommitSequence?

    static let kept = OwnRecord<Self>("custody.erasureCertificate", field: "certificate")
    private static let begun: Purpose = "custody.begunCertificates"

    /// One for each plan.
    static func id(_ plan: Bytes) -> RecordID { RecordID(of: "custody/erasure-certificate/v1", plan.array) }

    /// Finds those of which the keys may not be gone yet.
    static let unfinished = RecordQuery.Filter.heldFor(begun)
    /// Finds those of a person.
    static func of(_ subject: SubjectToken) -> RecordQuery.Filter { .heldFor(purpose(of: subject)) }

    private static func purpose(of subject: SubjectToken) -> Purpose { Purpose(rawValue: "custody.certificate.s\(subject)") }

    /// The record that the intent writes.
    func record(_ sealer: Sealer, _ system: SystemKeys, at now: Instant) throws -> StoredRecord {
        try Self.kept.holding(self, as: Self.id(statement.plan), for: [Self.begun], sealer, system, at: now)
    }

    /// What takes its place once the keys are gone.
    func write(over former: StoredRecord, _ sealer: Sealer, _ system: SystemKeys) throws -> RecordWrite {
        try Self.kept.write(
            self, as: former.id, for: [Self.purpose(of: statement.subject)], over: former, sealer, system,
            at: statement.erasedAt)
    }
}

extension KeptCertificate: OwnContent {}

/// The certificate of an erasure whose intent is durable.
struct BegunCertificate {
    /// With the commit of the intent.
    var kept: KeptCertificate
    /// The record that the intent wrote.
    var record: StoredRecord
}
