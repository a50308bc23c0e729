public import CustodyModel

/// One value of a record.
public struct StoredField: Hashable, Sendable, Codable {
    /// The value, sealed under a key of its retention class.
    public var value: SealedValue
    /// What kind of data it is.
    public var category: DataCategory
    /// When its retention ends; nil while a purpose needs it.
    public var expiresAt: Instant?
    /// When it was last found to be accurate; nil when never.
    public var verifiedAt: Instant?
    /// The one ground on which it is still kept after the person was erased; nil when it was not.
    public var keptFor: KeepingGround?

    /// A field from its parts.
    public init(
        value: SealedValue, category: DataCategory, expiresAt: Instant? = nil, verifiedAt: Instant? = nil,
        keptFor: KeepingGround? = nil
    ) {
        self.value = value
        self.category = category
        self.expiresAt = expiresAt
        self.verifiedAt = verifiedAt
        self.keptFor = keptFor
    }
}
