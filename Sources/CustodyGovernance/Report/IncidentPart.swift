public import CustodyModel

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
