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

    static let kept = OwnRecord<Self>("custody.evidenceHold", field: "hold")

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
        RecordID(of: "custody/hold/v1", incident.bytes + subject.bytes)
    }

    /// What writes the record that remembers it.
    func write(_ sealer: Sealer, _ system: SystemKeys, at now: Instant) throws -> RecordWrite {
        try Self.kept.write(
            self, as: Self.id(incident, subject), for: [Self.purpose(of: incident, isPresumed), Self.purpose(of: subject)],
            sealer, system, at: now)
    }
}

extension EvidenceHold: OwnContent {}
