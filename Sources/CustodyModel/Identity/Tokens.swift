/// A kind of handle: it stands for one sort of thing and cannot be mistaken for another.
public protocol HandleToken: Hashable, Sendable, Codable, LosslessStringConvertible {
    /// The 16 bytes.
    var handle: Handle { get }
    /// Wraps a handle.
    init(_ handle: Handle)
}

extension HandleToken {
    /// The 16 bytes.
    public var bytes: [UInt8] { handle.bytes }
    /// 32 hexadecimal digits, lower case.
    public var description: String { handle.description }
    /// Reads exactly what ``description`` prints: 32 hexadecimal digits, lower case. Nil for any other text.
    public init?(_ description: String) {
        guard let handle = Handle(description) else { return nil }
        self.init(handle)
    }
    /// Reads the 16 bytes.
    public init(from decoder: any Decoder) throws { self.init(try Handle(from: decoder)) }
    /// Writes the 16 bytes.
    public func encode(to encoder: any Encoder) throws { try handle.encode(to: encoder) }
}

/// Stands for a data subject wherever something is stored; says nothing about who it is.
public struct SubjectToken: HandleToken {
    /// The 16 random bytes.
    public let handle: Handle
    /// Wraps a handle.
    public init(_ handle: Handle) { self.handle = handle }
}

/// Stands for a principal wherever something is stored.
public struct PrincipalToken: HandleToken {
    /// The 16 random bytes.
    public let handle: Handle
    /// Wraps a handle.
    public init(_ handle: Handle) { self.handle = handle }
}

/// A keyed digest of an identifier: finds its token, and tells nothing to who lacks the key.
public struct BlindIndex: HandleToken {
    /// The first 16 bytes of the keyed digest.
    public let handle: Handle
    /// Wraps a handle.
    public init(_ handle: Handle) { self.handle = handle }
}

/// Tells one record of a subject from another. Those that were collected one after another may begin alike; see `RecordNames`.
public struct RecordID: HandleToken {
    /// The 16 bytes.
    public let handle: Handle
    /// Wraps a handle.
    public init(_ handle: Handle) { self.handle = handle }
}

/// Tells one incident from another.
public struct IncidentID: HandleToken {
    /// The 16 random bytes.
    public let handle: Handle
    /// Wraps a handle.
    public init(_ handle: Handle) { self.handle = handle }
}
