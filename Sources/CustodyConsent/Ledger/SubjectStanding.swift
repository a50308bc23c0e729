public import CustodyModel

/// Everything that a decision needs to know of one person's will, read at one moment.
public struct SubjectStanding: Hashable, Sendable {
    /// Who it is about.
    public var subject: SubjectToken
    /// The newest commit that concerned the person; nil when nothing is recorded. Give it to ``ConsentChange/require(_:head:)``.
    public var head: CommitSequence?
    /// The standing on every purpose that an event named; ask ``status(for:)`` for any other.
    public var consents: [Purpose: ConsentStatus]
    /// Whether an objection is live, for every purpose that an objection or its lifting named; ask ``hasObjection(to:)``.
    public var objectionMarks: [Purpose: Bool]
    /// Whether processing is restricted (GDPR Art. 18).
    public var restricted: Bool
    /// The newest commit that recorded an edition of a notice. Give it to ``ConsentChange/requireNotices(head:)``.
    public var notices: CommitSequence?

    /// A standing from its parts.
    public init(
        subject: SubjectToken, head: CommitSequence? = nil, consents: [Purpose: ConsentStatus] = [:],
        objectionMarks: [Purpose: Bool] = [:], restricted: Bool = false, notices: CommitSequence? = nil
    ) {
        self.subject = subject
        self.head = head
        self.consents = consents
        self.objectionMarks = objectionMarks
        self.restricted = restricted
        self.notices = notices
    }

    /// The purposes with a live objection, each standing also for what is below it unless a newer event lifted it there.
    public var objections: Set<Purpose> { Set(objectionMarks.lazy.filter(\.value).map(\.key)) }

    /// The standing on a purpose: its own, or that of the nearest purpose above it that has one.
    public func status(for purpose: Purpose) -> ConsentStatus {
        purpose.nearest(in: consents) ?? .notAsked
    }

    /// Whether the person objects to processing for the purpose (GDPR Art. 21).
    public func hasObjection(to purpose: Purpose) -> Bool {
        purpose.nearest(in: objectionMarks) ?? false
    }
}
