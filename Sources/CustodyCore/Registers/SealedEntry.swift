public import CustodyModel

/// An entry of a register as it is kept: sealed, and beside it only where it stands and since when.
public struct SealedEntry: Hashable, Sendable {
    /// The register.
    public var register: RegisterName
    /// Where it stands there.
    public var position: RegisterPosition
    /// The entry, who recorded it and why.
    public var content: SealedValue
    /// When it was recorded.
    public var recordedAt: Instant

    /// An entry from its parts.
    public init(register: RegisterName, position: RegisterPosition, content: SealedValue, recordedAt: Instant) {
        self.register = register
        self.position = position
        self.content = content
        self.recordedAt = recordedAt
    }
}
