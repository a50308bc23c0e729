public import CustodyModel

/// One line of an incident's timeline.
public struct IncidentEvent: Hashable, Sendable {
    /// What happened.
    public struct Kind: Name {
        /// The text.
        public let rawValue: String
        /// Wraps the text.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// The incident was opened.
        public static let opened: Kind = "opened"
        /// Somebody decided since when the controller is aware of a breach.
        public static let aware: Kind = "aware"
        /// Somebody assessed the breach.
        public static let assessed: Kind = "assessed"
        /// The incident does no further harm.
        public static let contained: Kind = "contained"
        /// A duty was met.
        public static let submitted: Kind = "submitted"
        /// Somebody decided that a duty is not owed.
        public static let notRequired: Kind = "notRequired"
        /// Somebody said why a duty was met late.
        public static let latenessExplained: Kind = "latenessExplained"
        /// Somebody wrote a note.
        public static let noted: Kind = "noted"
        /// The incident was closed.
        public static let closed: Kind = "closed"
        /// The incident was opened again.
        public static let reopened: Kind = "reopened"
    }

    /// What happened.
    public var kind: Kind
    /// When it happened, as it is claimed.
    public var occurredAt: Instant
    /// When it was recorded, by our clock.
    public var recordedAt: Instant
    /// Who recorded it; nil when no person did.
    public var actor: PrincipalToken?
    /// The reason or the note, sealed by the caller.
    public var note: SealedValue?
    /// The commit that holds it.
    public var sequence: CommitSequence

    /// A line from its parts.
    public init(
        _ kind: Kind, occurredAt: Instant, recordedAt: Instant, actor: PrincipalToken?, note: SealedValue?,
        sequence: CommitSequence
    ) {
        self.kind = kind
        self.occurredAt = occurredAt
        self.recordedAt = recordedAt
        self.actor = actor
        self.note = note
        self.sequence = sequence
    }
}
