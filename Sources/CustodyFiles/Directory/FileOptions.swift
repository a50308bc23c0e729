package import CustodyAudit
package import CustodyJournal

/// How a directory is kept; tests make everything small.
package struct FileOptions: Sendable {
    /// How the journal is kept.
    package var journal: JournalOptions
    /// After how many bytes of commits a checkpoint is made, at least; never before as many as the last snapshot had. With the
    /// largest number there is none, not even at the close.
    package var checkpointBytes: UInt64
    /// The size at which a file of rows takes no more.
    package var rowFileBytes: UInt64

    /// How the log's index is cut.
    package var auditIndex: AuditIndexShape

    package init(
        journal: JournalOptions = JournalOptions(), checkpointBytes: UInt64 = 64 << 20, rowFileBytes: UInt64 = 1 << 26,
        auditIndex: AuditIndexShape = AuditIndexShape()
    ) {
        self.journal = journal
        self.checkpointBytes = checkpointBytes
        self.rowFileBytes = rowFileBytes
        self.auditIndex = auditIndex
    }
}
