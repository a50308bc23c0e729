public import CustodyModel

/// Which entries to look at. All that is given must hold; entries come in the order of commits, within one commit evidence
/// before access, each log in the order of its indexes.
public struct AuditQuery: Hashable, Sendable {
    /// Only this log; nil for both.
    public var log: AuditLog?
    /// Only from this index on, in each log looked at.
    public var from: UInt64
    /// At most so many entries. Page through one log at a time: an index means nothing across two.
    public var limit: Int
    /// Only entries of this commit.
    public var commit: CommitSequence?
    /// Only entries of this commit or a later one.
    public var since: CommitSequence?
    /// For each of these sets only entries with a compartment of one of its references, so that the entries of two persons
    /// are those that concern both; see ``AuditStatus/references(to:)``.
    public var persons: [Set<AuditReference>]
    /// Only entries of a time within. Times are those that the events told, so that they need not ascend.
    public var time: Range<Instant>?
    /// Only entries of one of these actions.
    public var actions: Set<AuditAction>?
    /// Only entries of one of these purposes, each exactly as it was registered.
    public var purposes: Set<Purpose>?
    /// Only entries of one of these decisions.
    public var decisions: Set<AuditDecision>?

    /// A query for everything, up to what is given.
    public init(
        log: AuditLog? = nil, from: UInt64 = 0, limit: Int = 1000, commit: CommitSequence? = nil, since: CommitSequence? = nil,
        persons: [Set<AuditReference>] = [], time: Range<Instant>? = nil, actions: Set<AuditAction>? = nil,
        purposes: Set<Purpose>? = nil, decisions: Set<AuditDecision>? = nil
    ) {
        self.log = log
        self.from = from
        self.limit = limit
        self.commit = commit
        self.since = since
        self.persons = persons
        self.time = time
        self.actions = actions
        self.purposes = purposes
        self.decisions = decisions
    }
}
