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
