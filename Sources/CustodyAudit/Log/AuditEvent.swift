public import CustodyModel

/// What the log shall record, in the words of the caller. The log turns names into codes and people into references.
public struct AuditEvent: Sendable {
    /// What sort of event it is.
    public var auditClass: AuditClass
    /// What was done.
    public var action: AuditAction
    /// How it was answered.
    public var decision: AuditDecision
    /// What else holds; only `breakGlass` and `clockSuspect` are the caller's.
    public var flags: AuditFlags = []
    /// Which log; nil for the one that holds the class.
    public var log: AuditLog?
    /// The commit with which the operation began; nil when it begins here.
    public var batch: CommitSequence?
    /// When.
    public var time: Instant
    /// What for.
    public var purpose: Purpose?
    /// What kinds of data.
    public var categories: [DataCategory] = []
    /// How many records. More than 32 bits hold is recorded as the most they hold.
    public var recordCount = 0
    /// In which role the actor acted.
    public var role: RoleID?
    /// Who acted.
    public var actor: AuditPerson?
    /// Whom the data are about.
    public var subjects: [AuditPerson] = []
    /// What belongs to no person.
    public var system: AuditPerson?
    /// What it says about the log itself.
    public var control: AuditControl?
    /// The compartments whose content is destroyed with this event, which must be an erasure.
    public var erases: [AuditPlace] = []
    /// About whom every compartment of both logs is destroyed with this event, which must be an erasure of them, beside those that
    /// ``erases`` names. Nothing more is recorded about them afterwards.
    public var erasesAllAbout: [AuditIdentity] = []

    /// The most compartments that one leaf can have, the actor's and the system's included.
    public static let compartmentLimit = 255

    /// An event with its required fields; the others have defaults.
    public init(_ auditClass: AuditClass, _ action: AuditAction, _ decision: AuditDecision = .none, at time: Instant) {
        self.auditClass = auditClass
        self.action = action
        self.decision = decision
        self.time = time
    }

    /// Everybody it concerns, in the order of the compartments.
    package var persons: [AuditPerson] { subjects + [actor, system].compactMap(\.self) }

    /// The log that takes it.
    package var destination: AuditLog { log ?? .holding(auditClass) }

    /// Whether what the log holds may forbid it; see `AuditState.validate(_:)`.
    package var hasPreconditions: Bool {
        if case .vocabulary = control { return true }
        return !erases.isEmpty || !erasesAllAbout.isEmpty
    }

    /// Throws when the event contradicts itself.
    package func check() throws(AuditError) {
        func refuse(_ message: String) -> AuditError { AuditError(.invalidEvent, message, at: AuditPlace(destination)) }
        let persons = persons
        guard persons.count <= Self.compartmentLimit else {
            throw AuditError(
                .tooManyPersons,
                "one event holds \(Self.compartmentLimit) persons, not \(persons.count); record several with the same batch",
                at: AuditPlace(destination))
        }
        guard subjects.allSatisfy({ $0.keyClass == .subject }), actor?.keyClass ?? .actor == .actor,
            system?.keyClass ?? .system == .system
        else { throw refuse("a person's key class is not that of their part in the event") }
        guard subjects.count < 2 || Set(subjects.map(\.handle)).count == subjects.count else {
            throw refuse("a subject is named twice; give each one payload")
        }
        guard flags.isSubset(of: .callers) else { throw refuse("only breakGlass and clockSuspect may be set by the caller") }
        guard recordCount >= 0 else { throw refuse("the record count is negative") }
        guard control?.isWellFormed ?? true else { throw refuse("the control body does not fit its format") }
        if !erases.isEmpty || !erasesAllAbout.isEmpty {
            guard case .erasure(let erasure) = control else { throw refuse("only an erasure destroys compartments") }
            guard Set(erases).count == erases.count else { throw refuse("a compartment is erased twice") }
            guard erasesAllAbout.allSatisfy({ erasure.handles.contains($0.handle) }) else {
                throw refuse("an erasure names whom it erases")
            }
        }
    }
}
