import CustodyAccess
public import CustodyModel

/// Who used data for what, as the log tells without opening anything.
public struct AccessUse: Hashable, Sendable, Encodable {
    /// Permitted uses by role.
    public var byRole: TimeSeries
    /// Permitted uses by purpose.
    public var byPurpose: TimeSeries
    /// Refusals.
    public var denied: TimeSeries
    /// How many events the log tells altogether.
    public var events: Int

    /// Uses from their parts.
    public init(byRole: TimeSeries, byPurpose: TimeSeries, denied: TimeSeries, events: Int) {
        self.byRole = byRole
        self.byPurpose = byPurpose
        self.denied = denied
        self.events = events
    }
}

/// A request of a person and its deadline.
public struct RequestPart: Hashable, Sendable, Encodable {
    /// Its number.
    public var id: String
    /// What is asked.
    public var kind: String
    /// Under which law.
    public var law: String
    /// When it arrived.
    public var received: Instant
    /// By when it is answered.
    public var due: Instant?
    /// When it was closed; nil while it is open.
    public var closed: Instant?
    /// How it stands.
    public var state: String
    /// Whether its time is over.
    public var isOverdue: Bool

    /// A request from its parts.
    public init(
        id: String, kind: String, law: String, received: Instant, due: Instant?, closed: Instant?, state: String,
        isOverdue: Bool
    ) {
        self.id = id
        self.kind = kind
        self.law = law
        self.received = received
        self.due = due
        self.closed = closed
        self.state = state
        self.isOverdue = isOverdue
    }
}

/// An incident and its deadlines.
public struct IncidentPart: Hashable, Sendable, Encodable {
    /// Its number.
    public var id: String
    /// When it was opened.
    public var opened: Instant
    /// Since when the controller is aware of a breach; nil while it is not.
    public var aware: Instant?
    /// How far it is.
    public var state: String
    /// The risk to people.
    public var risk: String
    /// Whether it was only an exercise.
    public var isDrill: Bool
    /// The duties.
    public var duties: [DutyPart]

    /// A duty after an incident.
    public struct DutyPart: Hashable, Sendable, Encodable {
        /// Which.
        public var duty: String
        /// How it stands.
        public var state: String
        /// By when; nil where it has no time.
        public var due: Instant?
        /// Whether its time is over or was.
        public var isLate: Bool

        /// A duty from its parts.
        public init(_ duty: String, state: String, due: Instant?, isLate: Bool) {
            self.duty = duty
            self.state = state
            self.due = due
            self.isLate = isLate
        }
    }

    /// An incident from its parts.
    public init(
        id: String, opened: Instant, aware: Instant?, state: String, risk: String, isDrill: Bool, duties: [DutyPart]
    ) {
        self.id = id
        self.opened = opened
        self.aware = aware
        self.state = state
        self.risk = risk
        self.isDrill = isDrill
        self.duties = duties
    }
}

/// How the holders of a role stand with a course.
public struct TrainingPart: Hashable, Sendable, Encodable {
    /// The course.
    public var course: String
    /// The role.
    public var role: String
    /// How many hold the role.
    public var holders: Int
    /// How many stand how.
    public var counts: [String: Int]

    /// The parts that standings come to.
    public static func all(_ standings: [TrainingBook.Standing]) -> [TrainingPart] {
        var parts: [TrainingPart] = []
        for standing in standings {
            let (course, role) = (standing.course.rawValue, standing.role.rawValue)
            if parts.last?.course != course || parts.last?.role != role {
                parts.append(TrainingPart(course: course, role: role, holders: 0, counts: [:]))
            }
            parts[parts.count - 1].holders += 1
            parts[parts.count - 1].counts[standing.state.rawValue, default: 0] += 1
        }
        return parts
    }

    /// How many stand so.
    public func count(_ state: TrainingBook.State) -> Int { counts[state.rawValue] ?? 0 }
}

/// How a log stands.
public struct LogPart: Hashable, Sendable, Encodable {
    /// Which.
    public var log: String
    /// How many entries it ever had.
    public var size: UInt64
    /// The first that is still there.
    public var first: UInt64
    /// The root of its tree, in hexadecimal.
    public var root: String
    /// How many entries the newest checkpoint covers; nil when there is none.
    public var signed: UInt64?
    /// The name under which it is signed.
    public var origin: String
    /// Whether an anchor outside agrees; nil when none was asked.
    public var anchor: String?
    /// How long it is kept.
    public var kept: String
    /// How many entries could be pruned.
    public var prunable: UInt64

    /// A state from its parts.
    public init(
        log: String, size: UInt64, first: UInt64, root: String, signed: UInt64?, origin: String, anchor: String?, kept: String,
        prunable: UInt64
    ) {
        self.log = log
        self.size = size
        self.first = first
        self.root = root
        self.signed = signed
        self.origin = origin
        self.anchor = anchor
        self.kept = kept
        self.prunable = prunable
    }
}

/// Somebody of the staff, for a reader who may know who they are.
public struct StaffPart: Hashable, Sendable, Encodable {
    /// Who.
    public var principal: PrincipalID
    /// Which roles.
    public var roles: [RoleID]
    /// How they stand with their courses.
    public var training: [TrainingBook.Standing]
    /// Which documents they have not acknowledged.
    public var unread: [DocumentID]
    /// What they answer for.
    public var responsibilities: [Responsibility.Matter]

    /// Somebody from their parts.
    public init(
        _ principal: PrincipalID, roles: [RoleID], training: [TrainingBook.Standing], unread: [DocumentID],
        responsibilities: [Responsibility.Matter]
    ) {
        self.principal = principal
        self.roles = roles
        self.training = training
        self.unread = unread
        self.responsibilities = responsibilities
    }
}
