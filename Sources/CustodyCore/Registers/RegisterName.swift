public import CustodyModel

/// The name of a register, such as `retention`: letters, digits, `-` and `_`, 1 to 64 of them.
public struct RegisterName: Name {
    /// The text.
    public let rawValue: String
    /// Wraps the text.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// Whether the text can name a register.
    public var isWellFormed: Bool { rawValue.isRegisterText(of: 64, and: []) }
}

extension String {
    /// Whether it is so many letters, digits, `-`, `_` and others, at least one.
    func isRegisterText(of length: Int, and others: [UInt8]) -> Bool {
        (1...length).contains(utf8.count)
            && utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
                    true
                default: others.contains(byte)
                }
            }
    }
}
