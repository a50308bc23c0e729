public import CustodyLaw
public import CustodyModel

/// An incident in its facets: how far the investigation is, whether it is one, whether it is a breach, what the law asks. None
/// follows from another, so that there is no single status.
///
/// It is what its events come to, see ``timeline``; ``IncidentRules`` makes it of them and nothing else does.
public struct Incident: Hashable, Sendable {
    /// Its name.
    public var id: IncidentID
    /// What it is called, sealed by the caller.
    public var title: SealedValue
    /// What we are to the data.
    public var role: Duty.Role
    /// When it was opened here.
    public var openedAt: Instant
    /// When it happened; nil when that is not known.
    public var occurred: PartialInstant?
    /// When it was first noticed; nil when that is not known.
    public var detected: PartialInstant?
    /// When a processor told us of it; nil when none did.
    public var processorNotice: PartialInstant?
    /// Since when we are aware of a breach: set only by a recorded decision. It never defaults to anything.
    public var awareness: Awareness?
    /// Other decisions and events that start periods of the law, such as a classification as major.
    public var decisions: [Duty.Trigger: PartialInstant] = [:]
    /// How far the investigation is.
    public var investigation = Investigation.reported
    /// Whether it is an incident.
    public var determination = Determination.undetermined
    /// Whether it is a breach.
    public var breach = BreachAssessment.notAssessed
    /// What is known of the breach.
    public var facts = BreachFacts()
    /// How many records are concerned.
    public var records = Magnitude.unknown
    /// What it did to people; nil until somebody writes it down.
    public var effects: SealedValue?
    /// What was done about it; nil until somebody writes it down.
    public var remedialAction: SealedValue?
    /// What was sent to whom, in the order of the records.
    public var sent: [SentNotice] = []
    /// The alert that it was opened by, sealed by the caller; nil when it was opened otherwise.
    public var alert: SealedValue?
    /// The plan that it is a drill of, sealed by the caller; nil when it is no drill.
    public var drill: SealedValue?
    /// What is done about it beside what the law asks.
    public var response = IncidentResponse()
    /// What was held back against further harm, in the order of the records.
    public var containments: [Containment] = []
    /// What the law asks, in the order in which the laws were given.
    public var obligations: [Obligation] = []
    /// Everything that was recorded, in the order of the commits.
    public var timeline: [IncidentEvent] = []
    /// The latest time at which something was recorded. Clocks can be set back; this is not.
    public var lastRecordedAt: Instant

    init(_ id: IncidentID, title: SealedValue, as role: Duty.Role, openedAt: Instant) {
        self.id = id
        self.title = title
        self.role = role
        self.openedAt = openedAt
        lastRecordedAt = openedAt
    }

    /// Whether it only rehearses. It runs like any other and stands in no register.
    public var isDrill: Bool { drill != nil }

    /// Whether only that there was an incident is left of it.
    public var isForgotten: Bool { timeline.first?.kind == .forgotten }

    /// When it was closed for the last time; nil while it is open, and once it is forgotten.
    public var closedAt: Instant? {
        investigation.isClosed ? timeline.last { $0.kind == .closed }?.recordedAt : nil
    }

    /// Counts the changes: 1 once it is opened.
    public var version: UInt64 { UInt64(timeline.count) }

    /// Since when we are aware of a breach, the earliest that the decision leaves open; nil when nobody decided.
    public var awareAt: Instant? { awareness?.at.earliest }

    /// The obligation of that duty.
    public subscript(_ duty: DutyID) -> Obligation? { obligations.first { $0.duty == duty } }

    /// The obligations that are owed and whose time is over. A clock that was set back does not make one disappear: the time
    /// is at least that of the latest record.
    public func overdue(at instant: Instant) -> [Obligation] {
        obligations.filter { $0.isOverdue(at: max(lastRecordedAt, instant)) }
    }

    /// Whether an obligation is owed and its time is over.
    public func isOverdue(at instant: Instant) -> Bool { !overdue(at: instant).isEmpty }

    /// Whether what is known owes the duty, exceptions aside; nil when it leaves that open.
    public func owes(_ duty: OpenedDuty) -> Bool? {
        if determination.isHarmless || !duty.isOwed(as: role) { return false }
        if breach == .noPersonalData, duty.concernsPersonalData { return false }
        return duty.threshold.isMet(by: facts, risk: breach.risk)
    }
}
