public import CustodyModel

/// A change of access as it was recorded, sealed, so that the store tells nobody who holds which role.
public struct StoredAccessChange: Hashable, Sendable, Codable {
    /// Its number: 1, 2, 3 …
    public var number: UInt64
    /// The ``RecordedAccessChange``, sealed.
    public var content: SealedValue
    /// When it was made.
    public var recordedAt: Instant

    /// A stored change from its parts.
    public init(number: UInt64, content: SealedValue, recordedAt: Instant) {
        self.number = number
        self.content = content
        self.recordedAt = recordedAt
    }
}
