public import CustodyModel

/// Where a durable event stands in its log. A stored record keeps it as the proof that it was permitted; it stays meaningful
/// after the log is pruned.
public struct AuditReceipt: Hashable, Sendable, Codable {
    /// The log.
    public var log: AuditLog
    /// The leaf's index, counted from 0.
    public var index: UInt64
    /// The commit that made it durable.
    public var commit: CommitSequence
    /// The hash of the leaf.
    public var leafHash: Bytes

    /// A receipt from its parts.
    public init(log: AuditLog, index: UInt64, commit: CommitSequence, leafHash: Bytes) {
        self.log = log
        self.index = index
        self.commit = commit
        self.leafHash = leafHash
    }

    /// The place of the leaf.
    public var place: AuditPlace { AuditPlace(log, index) }
}
