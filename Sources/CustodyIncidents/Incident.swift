public import CustodyLaw
public import CustodyModel

/// An incident in its facets: how far the investigation is, whether it is a breach, what the law asks. None follows from
/// another, so that there is no single status.
public struct Incident: Hashable, Sendable {
    /// How far the investigation is.
    public enum Investigation: String, Hashable, Sendable, Codable {
        /// It may still do harm.
        case open
        /// It does no further harm.
        case contained
        /// Everything is decided.
        case closed
    }

    /// Its name.
    public var id: IncidentID
    /// What it is called, sealed by the caller.
    public var title: SealedValue
    /// When it was opened here.
    public var openedAt: Instant
    /// When it happened; nil when that is not known.
    public var occurredAt: Instant?
    /// When it was first noticed; nil when that is not known.
    public var detectedAt: Instant?
    /// Since when the controller is aware of a breach: set only by a recorded decision with a person and a reason, which may
    /// come later than the awareness itself. It never defaults to now.
    public var awareAt: Instant?
    /// How far the investigation is.
    public var investigation: Investigation
    /// Whether it is a breach.
    public var breach: BreachAssessment
    /// What the law asks, in the order in which the laws were given.
    public var obligations: [Obligation]
    /// Counts the changes: 1 once it is opened.
    public var version: UInt64
    /// Everything that was recorded, in the order of the commits.
    public var timeline: [IncidentEvent]

    /// An incident from its parts.
    public init(
        id: IncidentID, title: SealedValue, openedAt: Instant, occurredAt: Instant? = nil, detectedAt: Instant? = nil,
        awareAt: Instant? = nil, investigation: Investigation = .open, breach: BreachAssessment = .notAssessed,
        obligations: [Obligation] = [], version: UInt64 = 1, timeline: [IncidentEvent] = []
    ) {
        self.id = id
        self.title = title
        self.openedAt = openedAt
        self.occurredAt = occurredAt
        self.detectedAt = detectedAt
        self.awareAt = awareAt
        self.investigation = investigation
        self.breach = breach
        self.obligations = obligations
        self.version = version
        self.timeline = timeline
    }

    /// The obligation of that duty.
    public subscript(_ duty: DutyID) -> Obligation? { obligations.first { $0.duty == duty } }

    /// The obligations that are owed and whose time is over. A clock that was set back does not make one disappear: the time
    /// is at least that of the newest line of the timeline.
    public func overdue(at instant: Instant) -> [Obligation] {
        let latest = timeline.lazy.map(\.recordedAt).max().map { max($0, instant) } ?? instant
        return obligations.filter { $0.isOverdue(at: latest) }
    }

    /// Whether an obligation is owed and its time is over.
    public func isOverdue(at instant: Instant) -> Bool { !overdue(at: instant).isEmpty }

    /// Everything that still stands against closing it; empty when nothing does.
    public var unmetGuards: [ClosingGuard] {
        var unmet: [ClosingGuard] = []
        if !breach.isDecided { unmet.append(.breachNotAssessed) }
        if breach.risk != nil, awareAt == nil { unmet.append(.awarenessNotRecorded) }
        for obligation in obligations {
            if !obligation.isDecided { unmet.append(.obligationUndecided(obligation.duty)) }
            if obligation.lacksReason { unmet.append(.latenessUnexplained(obligation.duty)) }
        }
        return unmet
    }
}

/// A thing that stands against closing an incident.
public enum ClosingGuard: Hashable, Sendable, CustomStringConvertible {
    /// Nobody decided whether it is a breach.
    case breachNotAssessed
    /// It is a breach, and nobody decided since when the controller is aware of it.
    case awarenessNotRecorded
    /// A duty is neither met nor found not to be owed.
    case obligationUndecided(DutyID)
    /// A duty was met late, and nobody has said why.
    case latenessUnexplained(DutyID)

    /// What to do about it.
    public var description: String {
        switch self {
        case .breachNotAssessed: "assess whether it is a breach"
        case .awarenessNotRecorded: "record since when the controller is aware"
        case .obligationUndecided(let duty): "submit '\(duty)' or record why it is not required"
        case .latenessUnexplained(let duty): "record why '\(duty)' was late"
        }
    }
}
