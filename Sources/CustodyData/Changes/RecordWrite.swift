public import CustodyModel

/// One write of a batch. It names the version that the writer saw, so that nobody overwrites what was not read.
public enum RecordWrite: Hashable, Sendable, Codable {
    /// Stores the record whole. `expecting` is the version it replaces, and the record's own is one more; nil when there
    /// must be no such record yet, and its version is 1. The receipt is set by the store.
    case put(StoredRecord, expecting: Int?)
    /// Takes fields out of a record; one that loses its last field goes with it.
    case removeFields([FieldName], of: RecordID, subject: SubjectToken, expecting: Int)
    /// Takes a record away.
    case remove(RecordID, subject: SubjectToken, expecting: Int)

    /// The record it writes.
    public var record: RecordID {
        switch self {
        case .put(let record, _): record.id
        case .removeFields(_, let id, _, _): id
        case .remove(let id, _, _): id
        }
    }

    /// The subject it is about.
    public var subject: SubjectToken {
        switch self {
        case .put(let record, _): record.subject
        case .removeFields(_, _, let subject, _): subject
        case .remove(_, let subject, _): subject
        }
    }

    // The names are written to the journal; they outlive the names of the cases.
    private enum CodingKeys: String, CodingKey {
        case put
        case removeFields
        case remove
    }
    private enum PutCodingKeys: String, CodingKey {
        case _0 = "record"
        case expecting
    }
    private enum RemoveFieldsCodingKeys: String, CodingKey {
        case _0 = "fields"
        case of = "record"
        case subject
        case expecting
    }
    private enum RemoveCodingKeys: String, CodingKey {
        case _0 = "record"
        case subject
        case expecting
    }
}
