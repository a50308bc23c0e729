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
    /// Only entries with a compartment of one of these references; see ``AuditStatus/references(to:)``.
    public var references: Set<Handle>?
    /// Only entries of this commit.
    public var commit: CommitSequence?

    /// A query from its parts.
    public init(
        log: AuditLog? = nil, from: UInt64 = 0, limit: Int = 1000, references: Set<Handle>? = nil,
        commit: CommitSequence? = nil
    ) {
        self.log = log
        self.from = from
        self.limit = limit
        self.references = references
        self.commit = commit
    }
}
