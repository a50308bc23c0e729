public import CustodyModel

/// A value that was held about somebody, without anything that tells about whom.
public struct AnonymousValue: Sendable {
    /// Of which kind of record.
    public var record: RecordName
    /// Of which field.
    public var field: FieldName
    /// The value, which the host generalises where it could tell a person by itself.
    public var value: CBOR
}
