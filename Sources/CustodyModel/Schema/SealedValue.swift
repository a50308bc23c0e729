/// Which key seals a value.
public struct KeyID: Hashable, Sendable, Codable, CustomStringConvertible {
    /// Whose key: a subject, a principal, or the store itself.
    public var owner: Handle
    /// Which of the owner's keys.
    public var keyClass: KeyClass

    /// A key by owner and class.
    public init(_ owner: Handle, _ keyClass: KeyClass) {
        self.owner = owner
        self.keyClass = keyClass
    }

    /// Owner and class.
    public var description: String { "\(owner)/\(keyClass.rawValue)" }
}

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

/// Personal or free text as it is stored: unreadable without the key that it names.
public struct SealedValue: Hashable, Sendable, Codable, CustomStringConvertible {
    /// The key.
    public var key: KeyID
    /// The version of the key.
    public var keyVersion: UInt32
    /// 12 random bytes, the ciphertext and its 16-byte tag.
    public var box: Bytes

    /// A sealed value from its parts.
    public init(key: KeyID, keyVersion: UInt32, box: [UInt8]) {
        self.key = key
        self.keyVersion = keyVersion
        self.box = Bytes(box)
    }

    private enum CodingKeys: String, CodingKey {
        case key = "k"
        case keyVersion = "v"
        case box = "b"
    }

    /// Never the content.
    public var description: String { "‹sealed, \(box.count) bytes›" }
}
