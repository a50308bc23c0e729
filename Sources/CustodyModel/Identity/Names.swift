/// A name with a meaning of its own, so that a purpose is never passed where a role belongs.
public protocol Name: RawRepresentable, Hashable, Sendable, Codable, Comparable, ExpressibleByStringLiteral,
    CustomStringConvertible, CodingKeyRepresentable
where RawValue == String {
    /// Wraps the text.
    init(rawValue: String)
}

extension Name {
    /// Wraps the text.
    public init(_ text: String) { self.init(rawValue: text) }
    /// Wraps the literal.
    public init(stringLiteral value: String) { self.init(rawValue: value) }
    /// The text.
    public var description: String { rawValue }
    /// Alphabetically.
    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
    /// Names can be the keys of a dictionary in a document.
    public var codingKey: any CodingKey { CBORKey(rawValue) }
    /// Names can be the keys of a dictionary in a document.
    public init?(codingKey: some CodingKey) { self.init(rawValue: codingKey.stringValue) }
    /// Reads the text.
    public init(from decoder: any Decoder) throws {
        self.init(rawValue: try decoder.singleValueContainer().decode(String.self))
    }
    /// Writes the text.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }
}

/// The organisation that decides why and how data is processed (GDPR Art. 4(7)). It scopes keys, logs and policy.
public struct ControllerID: Name {
    /// The text.
    public let rawValue: String
    /// Wraps the text.
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// A kind of identifier that people are found by: a customer number, a telephone number. The same text as two kinds stands for two
/// identifiers.
public struct IdentifierField: Name {
    /// The text.
    public let rawValue: String
    /// Wraps the text.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// Whatever the host calls a person by; the field of an identifier that names no other.
    public static let subject: IdentifierField = "subject"
    /// Names of principals. The library's own: no person is found by it.
    public static let principal: IdentifierField = "principal"
    /// Tokens of people, as ``SubjectID/token(_:)`` names them. The library's own: nothing of it stands in the index, and no host declares
    /// it.
    public static let token: IdentifierField = "custody/token"
}

/// A role that principals hold.
public struct RoleID: Name {
    /// The text.
    public let rawValue: String
    /// Wraps the text.
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// The name of a kind of record, such as `customer`.
public struct RecordName: Name {
    /// The text.
    public let rawValue: String
    /// Wraps the text.
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// The name of a field within a record: the type's coding key.
public struct FieldName: Name {
    /// The text.
    public let rawValue: String
    /// Wraps the text.
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// What a principal wants to do with data.
public struct Action: Name {
    /// The text.
    public let rawValue: String
    /// Wraps the text.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// Take in new personal data.
    public static let collect: Action = "collect"
    /// See personal data.
    public static let read: Action = "read"
    /// Replace personal data by what is accurate.
    public static let correct: Action = "correct"
    /// Draw up what an erasure would destroy.
    public static let planErasure: Action = "erase.plan"
    /// Agree to a planned erasure as a second person.
    public static let approveErasure: Action = "erase.approve"
    /// Carry out an approved erasure.
    public static let executeErasure: Action = "erase.execute"
    /// Record that a person consented or refused.
    public static let recordConsent: Action = "consent.record"
    /// Open and lead an incident.
    public static let handleIncident: Action = "incident.handle"
    /// Give a principal a signing key.
    public static let enrollPrincipal: Action = "principal.enroll"
    /// Read the audit log of a person.
    public static let readLog: Action = "audit.read"
    /// Hand out a part of the audit log.
    public static let exportLog: Action = "audit.export"
    /// Say that a person is told who looked at their data.
    public static let revealActors: Action = "audit.reveal"
    /// Remove from the audit log what was kept as long as it had to be.
    public static let pruneLog: Action = "audit.prune"
    /// Have the audit log say what it misses, or that the store was put back to an older state.
    public static let repairLog: Action = "audit.repair"
    /// Change the policy document.
    public static let changePolicy: Action = "policy.change"
    /// Give roles to principals and end them.
    public static let changeAccess: Action = "access.change"
    /// Look at what is held and at what was done in an emergency.
    public static let reviewAccess: Action = "access.review"
    /// Open a break-glass ticket.
    public static let breakGlass: Action = "access.breakGlass"
    /// Agree as a second person that somebody is given many records.
    public static let approveBulk: Action = "access.approveBulk"

    /// Wrap the keys anew under another key-encryption key.
    public static let rotateKeys: Action = "keys.rotate"
    /// Make a copy of the store, or of its keys.
    public static let backUp: Action = "store.backup"
    /// Place a legal hold on a person's data, and release it.
    public static let placeHold: Action = "hold.place"
    /// Say that two identifiers stand for one person, or that they do not.
    public static let linkSubjects: Action = "subject.link"

    /// Take in, verify, decide and carry out what people ask by right.
    public static let handleRequest: Action = "request.handle"
    /// Draw up everything that is held about a person, for that person.
    public static let exportPerson: Action = "person.export"
    /// Hand personal data on to a recipient outside the house.
    public static let share: Action = "share"
    /// Record something in a register of the house.
    public static let keepRegister: Action = "register.keep"
    /// Say that something happened in a person's life with the house that schedules of retention count from.
    public static let noteMoment: Action = "moment.note"
    /// Say that values were looked at and found to be accurate.
    public static let verify: Action = "verify"
    /// Hold data for another purpose than it was collected for.
    public static let extendPurpose: Action = "purpose.extend"
    /// Draw up what the house has to put right, and the report of where it stands.
    public static let drawReport: Action = "report.draw"

    /// Every action that the library itself asks about.
    public static let all: [Action] = [
        .collect, .read, .correct, .planErasure, .approveErasure, .executeErasure, .recordConsent, .handleIncident,
        .enrollPrincipal, .readLog, .exportLog, .revealActors, .pruneLog, .repairLog, .changePolicy, .changeAccess,
        .reviewAccess, .breakGlass, .approveBulk, .rotateKeys, .backUp, .placeHold, .linkSubjects, .handleRequest,
        .exportPerson, .share, .keepRegister, .noteMoment, .verify, .extendPurpose, .drawReport,
    ]
}
