public import CustodyModel

/// A value that was held about somebody, without anything that tells about whom. It prints redacted: the host has yet to generalise it.
public struct AnonymousValue: Sendable, CustomStringConvertible, CustomReflectable {
    /// Of which kind of record.
    public var record: RecordName
    /// Of which field.
    public var field: FieldName
    /// The value, which the host generalises where it could tell a person by itself.
    public var value: CBOR

    /// Of what it is a value, never the value.
    public var description: String { "‹redacted: \(record).\(field)›" }
    /// Never the value.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
