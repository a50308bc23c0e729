public import CustodyAudit
public import CustodyModel

/// What a collection answers.
public struct CollectionReceipt: Hashable, Sendable {
    /// The record, to name it when the person has several; nil for a duplicate.
    public var record: RecordID?
    /// The record of the decision in the audit log; nil for a duplicate.
    public var receipt: AuditReceipt?
    /// The commit that made it durable.
    public var commit: CommitSequence
    /// The same idempotency key had done it before; nothing was done now.
    public var isDuplicate: Bool

    /// A receipt from its parts.
    package init(record: RecordID?, receipt: AuditReceipt?, commit: CommitSequence, isDuplicate: Bool) {
        self.record = record
        self.receipt = receipt
        self.commit = commit
        self.isDuplicate = isDuplicate
    }
}
