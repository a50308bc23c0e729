public import CustodyModel

/// Who had which part, from when to when. It is ended, not overwritten.
public struct RoleAssignment: Hashable, Sendable {
    /// Which part.
    public var role: ResponseRole
    /// Who.
    public var person: SealedValue
    /// Since when.
    public var from: Instant
    /// Until when; nil while it lasts.
    public var to: Instant?
}
