public import CustodyAudit
import CustodyModel

/// The lines of the audit log one after another, in the order of commits. Memory does not grow with the log.
///
/// Those of ``Custodian/follow(_:by:)`` go on with what is recorded later, until the custodian is closed.
public struct LogLines: AsyncSequence, Sendable {
    /// The record that the log was read.
    public let receipt: AuditReceipt?
    private let entries: AuditEntries
    private let vocabulary: AuditVocabulary
    private let audit: any AuditSink

    init(_ entries: AuditEntries, of audit: any AuditSink, _ vocabulary: AuditVocabulary, receipt: AuditReceipt?) {
        self.entries = entries
        self.audit = audit
        self.vocabulary = vocabulary
        self.receipt = receipt
    }

    /// Begins at the first line.
    public func makeAsyncIterator() -> Iterator {
        Iterator(entries: entries.makeAsyncIterator(), audit: audit, vocabulary: vocabulary)
    }

    /// Where a reader has come to.
    public struct Iterator: AsyncIteratorProtocol {
        private var entries: AuditEntries.Iterator
        private let audit: any AuditSink
        private var vocabulary: AuditVocabulary

        init(entries: AuditEntries.Iterator, audit: any AuditSink, vocabulary: AuditVocabulary) {
            self.entries = entries
            self.audit = audit
            self.vocabulary = vocabulary
        }

        /// The next line; nil behind the newest that there is, or once the custodian is closed.
        ///
        /// - Throws: ``CustodianError`` with `integrity` when what is stored is damaged; `CancellationError`.
        public mutating func next() async throws -> LogLine? {
            do {
                guard let entry = try await entries.next() else { return nil }
                // A name may have been registered since the reading began.
                if try !vocabulary.names(all: entry.leaf()) { vocabulary = try await audit.vocabulary() }
                return try LogLine(entry, vocabulary)
            } catch { throw CustodianError.facing(error) }
        }
    }
}
