public import CustodyModel

/// One line of an incident's timeline: a change that was taken. It has two times, when it happened and when it was recorded; a
/// correction is a line of its own, and the corrected one stays.
public struct IncidentEvent: Hashable, Sendable {
    /// What happened.
    public struct Kind: Name {
        /// The text.
        public let rawValue: String
        /// Wraps the text.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// The incident was opened.
        public static let opened: Kind = "opened"
        /// Something was learnt about it.
        public static let learnt: Kind = "learnt"
        /// Somebody decided whether it is an incident.
        public static let determined: Kind = "determined"
        /// Somebody decided since when we are aware of a breach.
        public static let aware: Kind = "aware"
        /// Something else that starts a period of the law was decided or happened.
        public static let decided: Kind = "decided"
        /// Somebody assessed the breach.
        public static let assessed: Kind = "assessed"
        /// The investigation went on.
        public static let advanced: Kind = "advanced"
        /// A duty was met.
        public static let submitted: Kind = "submitted"
        /// Somebody decided that a duty is not owed.
        public static let notRequired: Kind = "notRequired"
        /// Somebody said why a duty was met late.
        public static let latenessExplained: Kind = "latenessExplained"
        /// Somebody wrote a note.
        public static let noted: Kind = "noted"
        /// Somebody corrected an earlier line.
        public static let corrected: Kind = "corrected"
        /// A notice was sent.
        public static let sent: Kind = "sent"
        /// The receipt of a notice came.
        public static let received: Kind = "received"
        /// Something was held back.
        public static let contained: Kind = "contained"
        /// What was held back was let go again.
        public static let released: Kind = "released"
        /// The incident was closed.
        public static let closed: Kind = "closed"
        /// What the incident was is forgotten.
        public static let forgotten: Kind = "forgotten"
        /// The incident was opened again.
        public static let reopened: Kind = "reopened"
    }

    /// The change.
    public var change: IncidentChange
    /// The commit that holds it.
    public var sequence: CommitSequence
    /// The later line that holds in its place; nil while it holds itself.
    public var supersededBy: UInt64?

    /// A line from its parts.
    public init(_ change: IncidentChange, sequence: CommitSequence, supersededBy: UInt64? = nil) {
        self.change = change
        self.sequence = sequence
        self.supersededBy = supersededBy
    }

    /// Its number in the timeline: the version that it brought about.
    public var number: UInt64 { change.expectedVersion &+ 1 }
    /// When it was recorded, by our clock.
    public var recordedAt: Instant { change.recordedAt }
    /// Who recorded it; nil when no person did.
    public var actor: PrincipalToken? { change.actor }
    /// What happened.
    public var kind: Kind { change.step.kind }
    /// When it happened, as it is claimed; nil for what happens by being recorded, and when nobody said.
    public var occurredAt: PartialInstant? { change.step.time }
    /// The reason or the note, sealed by the caller.
    public var note: SealedValue? { change.step.text }
}

extension Incident {
    /// The lines that hold, in the order in which they happened. What has no time of its own stands at that of its record.
    public var course: [IncidentEvent] {
        timeline.filter { $0.supersededBy == nil }.map { (time: $0.occurredAt?.earliest ?? $0.recordedAt, event: $0) }
            .sorted { ($0.time, $0.event.number) < ($1.time, $1.event.number) }.map(\.event)
    }

    /// The incident as it was at a version; nil before it was opened.
    public func at(version: UInt64) -> Incident? {
        IncidentRules.projecting(timeline.prefix(Int(clamping: version)))
    }

    /// The incident as it was known at an instant: with everything that had been committed when the last line that was recorded
    /// by then was. Nil before it was opened.
    public func asKnown(at instant: Instant) -> Incident? {
        timeline.last { $0.recordedAt <= instant }.flatMap { at(version: $0.number) }
    }
}
