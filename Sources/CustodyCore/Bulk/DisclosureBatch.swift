public import CustodyAudit
public import CustodyModel

/// Some of the people of a ``DisclosureStream``. That they were disclosed was durable in the log before they are in anybody's hands.
public struct DisclosureBatch<View: Sendable>: Sendable {
    /// What became of one record.
    public struct Part: Sendable {
        /// About whom it is.
        public var subject: SubjectToken
        /// Which record.
        public var record: RecordID
        /// What was disclosed, with what was withheld of it, or why nothing was.
        public var result: Result<Disclosure<View>, CustodianError>
    }

    /// The records, in the order of the stream.
    public var parts: [Part]
    /// The entries of the log that name these people, permits and refusals, of one commit or several.
    public var receipts: [AuditReceipt]

    /// What was disclosed.
    public var disclosures: [Disclosure<View>] { parts.compactMap { try? $0.result.get() } }
}

extension DisclosureBatch: CustomStringConvertible, CustomReflectable {
    /// How many, never whom or what.
    public var description: String { "‹\(parts.count) records, redacted›" }
    /// Nothing.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
