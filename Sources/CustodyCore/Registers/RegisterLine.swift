public import CustodyModel

/// An entry of a register with who recorded it, when and why.
public struct RegisterLine<Entry: RegisterEntry>: Hashable, Sendable, Codable {
    /// The entry.
    public var entry: Entry
    /// Its number among those of its key, from 1.
    public var number: Int
    /// Who recorded it.
    public var recordedBy: PrincipalID
    /// When.
    public var recordedAt: Instant
    /// Why.
    public var reason: String
}
