public import CustodyModel

/// A question over the records of all subjects.
public struct RecordQuery: Hashable, Sendable {
    /// Which records.
    public enum Filter: Hashable, Sendable {
        /// Those collected for the purpose or for one that stands above it, by record.
        case heldFor(Purpose)
        /// Those of which a field expires before the instant, by the first expiry and then by record.
        case expiring(before: Instant)
        /// Those that came from a source, by record; see ``StoredRecord/origin``.
        case from(BlindIndex)
        /// Those of a kind that are sealed under an edition of its schema before this one, by record.
        case sealed(RecordName, before: Int)

        /// Whether a record is one of them.
        public func admits(_ record: StoredRecord) -> Bool {
            switch self {
            case .heldFor(let purpose): record.isHeld(for: purpose)
            case .expiring(let instant): record.firstExpiry.map { $0 < instant } ?? false
            case .from(let origin): record.origin == origin
            case .sealed(let name, let edition): record.name == name && record.schemaVersion < edition
            }
        }
    }

    /// Which records.
    public var filter: Filter
    /// Where the page before ended; nil for the first.
    public var after: PageCursor?
    /// At most so many records; at least 1.
    public var limit: Int

    /// A question from its parts.
    public init(_ filter: Filter, after: PageCursor? = nil, limit: Int = 100) {
        self.filter = filter
        self.after = after
        self.limit = limit
    }
}

/// Some of the records that a question asks for.
public struct RecordPage: Hashable, Sendable {
    /// The records in order.
    public var records: [StoredRecord]
    /// Where the next page begins; nil when this one is the last.
    public var next: PageCursor?

    /// A page from its parts.
    public init(_ records: [StoredRecord], next: PageCursor?) {
        self.records = records
        self.next = next
    }
}

/// The last record of a page. It stays good when the record itself is gone.
public struct PageCursor: Hashable, Sendable, Codable {
    /// The record.
    public var record: RecordID
    /// Its first expiry, in a list by expiry.
    public var expiry: Instant?

    /// A cursor from its parts.
    public init(_ record: RecordID, expiry: Instant? = nil) {
        self.record = record
        self.expiry = expiry
    }
}
