import CustodyAudit
import CustodyData
import CustodyKeys
public import CustodyLaw
public import CustodyModel

/// That a person has to be told of data that came from somebody else (GDPR Art. 14): within a month, with the first message to the
/// person, or before the first disclosure, whichever is first.
public struct InformationDuty: Hashable, Sendable, Codable {
    /// Who has to be told.
    public var subject: SubjectToken
    /// Of which record.
    public var record: RecordID
    /// Of which kind.
    public var name: RecordName
    /// When the data was obtained.
    public var obtained: Instant
    /// When the person was written to or spoken to first.
    public var firstContact: Instant?
    /// When the data was first given to somebody outside the house.
    public var firstDisclosure: Instant?

    static let kept = OwnRecord<Self>("custody.informationDuty", field: "duty")
    static let everything = RecordQuery.Filter.heldFor("custody.informationDuties")
    static func of(_ subject: SubjectToken) -> RecordQuery.Filter {
        .heldFor(Purpose(rawValue: "custody.informationDuty.s\(subject)"))
    }

    static func id(_ record: RecordID) -> RecordID { RecordID(of: "information duty", record.bytes) }

    /// The last instant to tell the person.
    public func due(at place: LegalPlace) -> Instant? {
        let duty = RequestDuty.standard.first { $0.id == "eu-gdpr-art14-notice" }
        let month = duty.flatMap {
            RequestDeadline($0, for: RequestMoments(received: obtained), at: place).end.last(in: place.zone)
        }
        return [month, firstContact, firstDisclosure].compactMap(\.self).min()
    }

    /// What writes it.
    func write(over former: StoredRecord?, _ sealer: Sealer, _ system: SystemKeys) throws -> RecordWrite {
        try Self.kept.write(
            self, as: Self.id(record),
            for: ["custody.informationDuties", Purpose(rawValue: "custody.informationDuty.s\(subject)")], over: former, sealer,
            system, at: obtained)
    }
}

extension InformationDuty: OwnContent {}
