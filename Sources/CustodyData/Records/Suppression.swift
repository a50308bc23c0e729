public import CustodyModel

/// Remembers that an identifier was erased, so that an import does not bring the person back unnoticed.
public struct Suppression: Hashable, Sendable, Codable {
    /// The identifier's keyed digest.
    public var index: BlindIndex
    /// Until when it is remembered; nil for as long as the store lives.
    public var until: Instant?
    /// When it was erased.
    public var erasedAt: Instant

    /// A suppression from its parts.
    public init(index: BlindIndex, until: Instant? = nil, erasedAt: Instant) {
        self.index = index
        self.until = until
        self.erasedAt = erasedAt
    }
}
