public import CustodyModel

/// What one piece of a sweep did, or would do.
public struct Sweep: Sendable, Codable {
    /// What went.
    public var removed: [RetentionItem] = []
    /// What stays although its time is over, and why.
    public var kept: [RetentionItem] = []
    /// One for each person of whom something went; none when nothing was done yet.
    public var certificates: [ErasureCertificate] = []
    /// How many people were looked at.
    public var examined = 0
    /// Where the next piece begins; nil when everybody was looked at.
    public var next: SweepCursor?
}

/// How far a sweep came. It stays good when the store is opened again.
public struct SweepCursor: Hashable, Sendable, Codable {
    let place: UInt64
}

/// A value that was held about somebody, without anything that tells about whom.
public struct AnonymousValue: Sendable {
    /// Of which kind of record.
    public var record: RecordName
    /// Of which field.
    public var field: FieldName
    /// The value, which the host generalises where it could tell a person by itself.
    public var value: CBOR
}
