/// Which of an owner's keys: each retention class has its own, so that one class can be destroyed and another kept.
public struct KeyClass: RawRepresentable, Hashable, Sendable, Codable, Comparable {
    /// The number in the key slot.
    public var rawValue: UInt8
    /// Names a class.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Seals what the audit log says about the owner.
    public static let log = KeyClass(rawValue: 0)
    /// Seals consent evidence and other text about the owner.
    public static let text = KeyClass(rawValue: 1)
    /// The first number that a retention class may have.
    public static let firstRetention = KeyClass(rawValue: 16)

    /// By number.
    public static func < (left: KeyClass, right: KeyClass) -> Bool { left.rawValue < right.rawValue }
}
