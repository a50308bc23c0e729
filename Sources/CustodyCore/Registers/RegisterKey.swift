public import CustodyModel

/// What an entry of a register is about: an opaque name, such as the name of a field or of a purpose, or a random token. It names nobody.
public struct RegisterKey: Name {
    /// The text.
    public let rawValue: String
    /// Wraps the text.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// Whether the text can be a key: letters, digits, `-`, `_`, `.` and `/`, 1 to 128 of them. No address and no name of two words is one.
    public var isWellFormed: Bool { rawValue.isRegisterText(of: 128, and: [UInt8(ascii: "."), UInt8(ascii: "/")]) }
}
