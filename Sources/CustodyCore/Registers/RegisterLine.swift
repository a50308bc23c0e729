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

/// Some of the lines of a register.
public struct RegisterPage<Entry: RegisterEntry>: Sendable {
    /// The lines.
    public var lines: [RegisterLine<Entry>]
    /// Where the next page begins; nil when this one is the last.
    public var next: RegisterPosition?
}

/// A line as it is sealed. The key stands with it, so that it is found again although its place tells it not.
struct RegisterContent<Entry: RegisterEntry>: Codable {
    var key: RegisterKey
    var entry: Entry
    var by: PrincipalID
    var at: Instant
    var reason: String
}
