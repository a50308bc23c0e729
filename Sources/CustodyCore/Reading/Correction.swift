public import CustodyModel

/// That something about a person was put right: which fields, when. The former values are not kept.
public struct Correction: Hashable, Sendable, Codable {
    /// When.
    public var time: Instant
    /// In which record.
    public var record: RecordID
    /// The record's version since.
    public var version: Int
    /// Which fields.
    public var fields: [FieldName]
    /// In which role it was done.
    public var role: RoleID?
}
