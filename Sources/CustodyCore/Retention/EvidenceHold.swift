import Crypto
import CustodyAudit
import CustodyData
import CustodyIncidents
import CustodyKeys
import CustodyModel

/// That what the log says about a person is evidence of an incident as long as it is open: a record of the store itself.
struct EvidenceHold: Codable {
    /// The incident.
    var incident: IncidentID
    /// Whom it concerns.
    var subject: SubjectToken
    /// Whether nobody said so: the person was erased while it was not known yet whom the incident concerns.
    var isPresumed: Bool

    private static let name: RecordName = "custody.evidenceHold"
    private static let field: FieldName = "hold"
    private static let owner = SubjectToken(SystemKeys.owner)

    /// Finds those of an incident.
    static func all(of incident: IncidentID, presumed isPresumed: Bool) -> RecordQuery.Filter {
        .heldFor(purpose(of: incident, isPresumed))
    }

    private static func purpose(of incident: IncidentID, _ isPresumed: Bool) -> Purpose {
        Purpose(rawValue: "custody.hold.\(isPresumed ? "presumed" : "named").i\(Bytes(incident.bytes).hex)")
    }

    /// Finds those on a person.
    static func on(_ subject: SubjectToken) -> RecordQuery.Filter { .heldFor(purpose(of: subject)) }

    private static func purpose(of subject: SubjectToken) -> Purpose { Purpose(rawValue: "custody.holdOn.s\(subject)") }

    /// One for each incident and person.
    static func id(_ incident: IncidentID, _ subject: SubjectToken) -> RecordID {
        let digest = SHA256.hash(data: Array("custody/hold/v1\0".utf8) + incident.bytes + subject.bytes)
        return RecordID(Handle(Array(digest.prefix(16))) ?? .zero)
    }

    private static func place(_ id: RecordID) -> Sealer.Place { .field(id, field, schemaVersion: 1) }

    /// What writes the record that remembers it.
    func write(_ sealer: Sealer, _ system: SystemKeys, at now: Instant) throws -> RecordWrite {
        let id = Self.id(incident, subject)
        let value = try sealer.seal(CBOR.encode(self), with: system.text, id: SystemKeys.textID, at: Self.place(id))
        return .put(
            StoredRecord(
                id: id, subject: Self.owner, name: Self.name,
                purposes: [Self.purpose(of: incident, isPresumed), Self.purpose(of: subject)],
                fields: [Self.field: StoredField(value: value, category: "custody.evidence")], collectedAt: now),
            expecting: nil)
    }
}

extension EvidenceHold {
    /// What a record remembers; nil when it is another kind of record.
    init?(_ record: StoredRecord, _ sealer: Sealer, _ system: SystemKeys) throws {
        guard record.name == Self.name, record.subject == Self.owner, let field = record.fields[Self.field] else { return nil }
        self = try CBOR.decode(Self.self, from: sealer.open(field.value, with: system.text, at: Self.place(record.id)))
    }
}
