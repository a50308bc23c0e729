/// What was done, as a leaf records it. Codes are never reused; a host may register its own from 0x8000 on.
public struct AuditAction: RawRepresentable, Hashable, Sendable, Codable, CustomStringConvertible {
    /// The code in the leaf.
    public var rawValue: UInt16
    /// Names an action by its code.
    public init(rawValue: UInt16) { self.rawValue = rawValue }

    /// Personal data was taken in.
    public static let collect = AuditAction(rawValue: 1)
    /// Personal data was disclosed to a principal.
    public static let read = AuditAction(rawValue: 2)
    /// Personal data was replaced by what is accurate.
    public static let correct = AuditAction(rawValue: 3)
    /// A person consented.
    public static let consentGiven = AuditAction(rawValue: 4)
    /// A person refused to consent.
    public static let consentRefused = AuditAction(rawValue: 5)
    /// A person withdrew consent.
    public static let consentWithdrawn = AuditAction(rawValue: 6)
    /// What an erasure would destroy was drawn up.
    public static let planErasure = AuditAction(rawValue: 7)
    /// A second principal agreed to an erasure.
    public static let approveErasure = AuditAction(rawValue: 8)
    /// An erasure began.
    public static let executeErasure = AuditAction(rawValue: 9)
    /// An erasure ended.
    public static let erasureDone = AuditAction(rawValue: 10)
    /// An incident was opened.
    public static let openIncident = AuditAction(rawValue: 11)
    /// The controller became aware of a breach (GDPR Art. 33).
    public static let incidentAware = AuditAction(rawValue: 12)
    /// An incident was added to.
    public static let updateIncident = AuditAction(rawValue: 13)
    /// An incident was closed.
    public static let closeIncident = AuditAction(rawValue: 14)
    /// A policy came into force.
    public static let adoptPolicy = AuditAction(rawValue: 15)
    /// A principal got a signing key.
    public static let enrollPrincipal = AuditAction(rawValue: 16)
    /// A disclosure was permitted and then not made.
    public static let disclosureAborted = AuditAction(rawValue: 17)
    /// The audit log itself was read.
    public static let readLog = AuditAction(rawValue: 18)
    /// Names got their codes.
    public static let registerVocabulary = AuditAction(rawValue: 19)
    /// A person objected (GDPR Art. 21).
    public static let objection = AuditAction(rawValue: 20)
    /// Processing was restricted or released (GDPR Art. 18).
    public static let restriction = AuditAction(rawValue: 21)
    /// A key was replaced.
    public static let rotateKey = AuditAction(rawValue: 22)
    /// The log was signed.
    public static let checkpoint = AuditAction(rawValue: 24)
    /// Who may do what was changed: a grant, a ticket, an approval or a recertification.
    public static let changeAccess = AuditAction(rawValue: 25)

    /// Entries of the log whose retention ended were removed.
    public static let pruneLog = AuditAction(rawValue: 26)
    /// Events were lost.
    public static let loseEvents = AuditAction(rawValue: 27)
    /// The store was put back from a backup.
    public static let restoreStore = AuditAction(rawValue: 28)
    /// It was decided that somebody is told who acted.
    public static let revealActors = AuditAction(rawValue: 29)

    /// A copy of the store or of its keys was made.
    public static let backUp = AuditAction(rawValue: 30)
    /// A legal hold was placed on a person's data.
    public static let placeHold = AuditAction(rawValue: 31)
    /// A legal hold was released.
    public static let releaseHold = AuditAction(rawValue: 32)
    /// Another identifier of a person became known, or two people turned out to be one.
    public static let linkSubjects = AuditAction(rawValue: 33)
    /// An identifier turned out to be another person's.
    public static let splitSubject = AuditAction(rawValue: 34)
    /// Keys were wrapped under another key-encryption key.
    public static let rewrapKeys = AuditAction(rawValue: 35)
    /// A person was shown a notice and asked.
    public static let consentRequested = AuditAction(rawValue: 36)
    /// A person consented again.
    public static let consentRenewed = AuditAction(rawValue: 37)
    /// A consent was ended by another than the person, or ran out for a reason of its own.
    public static let consentEnded = AuditAction(rawValue: 38)
    /// A consent was found never to have been valid.
    public static let consentInvalidated = AuditAction(rawValue: 39)
    /// A person's software opted out for them, or stopped saying so.
    public static let consentSignal = AuditAction(rawValue: 40)
    /// What somebody decided before they were known was taken over to their account.
    public static let consentLinked = AuditAction(rawValue: 41)
    /// Decisions that another system recorded were taken over.
    public static let consentImported = AuditAction(rawValue: 42)
    /// An edition of a notice was recorded.
    public static let noticeRecorded = AuditAction(rawValue: 43)
    /// An objection was lifted.
    public static let objectionLifted = AuditAction(rawValue: 44)

    /// The blind index was given another key, or entries were made anew under it.
    public static let rotateIndex = AuditAction(rawValue: 45)
    /// It was forgotten that identifiers were erased, because the time for it is over.
    public static let liftSuppression = AuditAction(rawValue: 46)

    /// A rule of the monitoring found something.
    public static let raiseAlert = AuditAction(rawValue: 47)
    /// Somebody looked at what the monitoring found.
    public static let acknowledgeAlert = AuditAction(rawValue: 48)
    /// It was decided that nobody is told of some alerts for a time.
    public static let suppressAlerts = AuditAction(rawValue: 49)
    /// The monitoring looks for something else from now on.
    public static let changeMonitoring = AuditAction(rawValue: 50)

    /// A request of a person was received.
    public static let requestReceived = AuditAction(rawValue: 51)
    /// A step of a request was taken that decides nothing.
    public static let requestAdvanced = AuditAction(rawValue: 52)
    /// A request was granted, refused or taken back.
    public static let requestDecided = AuditAction(rawValue: 53)
    /// A request began to be carried out, or ended.
    public static let requestExecuted = AuditAction(rawValue: 54)
    /// A closed request shrank to a keyed reference.
    public static let requestShrunk = AuditAction(rawValue: 55)
    /// Everything that is held about a person was drawn up for that person.
    public static let exportPerson = AuditAction(rawValue: 56)
    /// Personal data was handed on to a recipient outside the house.
    public static let share = AuditAction(rawValue: 57)
    /// A recipient was told of a correction, an erasure or a restriction (GDPR Art. 19).
    public static let recipientTold = AuditAction(rawValue: 58)
    /// What a person is told about the processing was settled (GDPR Art. 13, 14).
    public static let subjectInformed = AuditAction(rawValue: 59)
    /// Something was recorded in a register of the house.
    public static let keepRegister = AuditAction(rawValue: 60)
    /// Records were brought to another edition of their schema.
    public static let migrateSchema = AuditAction(rawValue: 61)
    /// Something happened in a person's life with the house that schedules of retention count from.
    public static let noteMoment = AuditAction(rawValue: 62)
    /// Values were looked at and found to be accurate.
    public static let verify = AuditAction(rawValue: 63)
    /// Data is held for another purpose than it was collected for.
    public static let extendPurpose = AuditAction(rawValue: 64)
    /// What the house has to put right, or the report of where it stands, was drawn up.
    public static let drawReport = AuditAction(rawValue: 65)

    /// Every code of the library.
    public static let all: [AuditAction] = AuditAction.names.indices.filter { AuditAction.names[$0] != nil }
        .map { AuditAction(rawValue: UInt16($0 + 1)) }

    /// The action of that name; nil when the library has none.
    public init?(name: String) {
        guard let place = Self.names.firstIndex(of: name) else { return nil }
        rawValue = UInt16(place + 1)
    }

    /// The name of a code of the library, such as `consent.given`; the number of any other.
    public var description: String {
        let place = Int(rawValue)
        let name = Self.names.indices.contains(place - 1) ? Self.names[place - 1] : nil
        return name ?? String(rawValue)
    }

    /// In the order of the codes. 23 was set aside once and never written: it stays free.
    private static let names: [String?] = [
        "collect", "read", "correct", "consent.given", "consent.refused", "consent.withdrawn", "erase.plan",
        "erase.approve", "erase.execute", "erase.done", "incident.open", "incident.aware", "incident.update",
        "incident.close", "policy.adopt", "principal.enroll", "disclosure.aborted", "log.read", "vocabulary.register",
        "objection", "restriction", "key.rotate", nil, "checkpoint",
        "access.change", "log.prune", "log.gap", "store.restore",
        "log.reveal", "store.backup", "hold.place", "hold.release", "subject.link", "subject.split",
        "key.rewrap",
        "consent.requested", "consent.renewed", "consent.ended", "consent.invalidated", "consent.signal", "consent.linked",
        "consent.imported", "notice.recorded", "objection.lifted", "index.rotate",
        "suppression.lift",
        "alert.raise", "alert.acknowledge", "alert.suppress", "monitor.change",
        "request.receive", "request.advance", "request.decide", "request.execute", "request.shrink", "person.export", "share",
        "recipient.told", "subject.informed", "register.keep", "schema.migrate", "moment.note", "verify", "purpose.extend",
        "report.draw",
    ]
}
