public import CustodyAudit
import CustodyModel

/// The lines of the audit log one after another, in the order of commits. Memory does not grow with the log.
public struct LogLines: AsyncSequence, Sendable {
    /// The record that the log was read.
    public let receipt: AuditReceipt?
    private let entries: AuditEntries
    private let vocabulary: AuditVocabulary

    init(_ entries: AuditEntries, _ vocabulary: AuditVocabulary, receipt: AuditReceipt?) {
        self.entries = entries
        self.vocabulary = vocabulary
        self.receipt = receipt
    }

    /// Begins at the first line.
    public func makeAsyncIterator() -> Iterator { Iterator(entries: entries.makeAsyncIterator(), vocabulary: vocabulary) }

    /// Where a reader has come to.
    public struct Iterator: AsyncIteratorProtocol {
        private var entries: AuditEntries.Iterator
        private let vocabulary: AuditVocabulary

        init(entries: AuditEntries.Iterator, vocabulary: AuditVocabulary) {
            self.entries = entries
            self.vocabulary = vocabulary
        }

        /// The next line; nil behind the newest that there is.
        ///
        /// - Throws: ``CustodianError`` with `integrity` when what is stored is damaged.
        public mutating func next() async throws -> LogLine? {
            do {
                guard let entry = try await entries.next() else { return nil }
                return try LogLine(entry, vocabulary)
            } catch { throw CustodianError.facing(error) }
        }
    }
}
