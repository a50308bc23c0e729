public import CustodyModel

/// A public key by which a principal signs, for instance an approval.
public struct PrincipalKey: Hashable, Sendable, Codable {
    /// Whose key.
    public var principal: PrincipalToken
    /// The 32 bytes of an Ed25519 public key.
    public var publicKey: Bytes
    /// Since when.
    public var enrolledAt: Instant

    /// How many bytes a public key has.
    public static let byteCount = 32

    /// A key from its parts.
    public init(principal: PrincipalToken, publicKey: Bytes, enrolledAt: Instant) {
        self.principal = principal
        self.publicKey = publicKey
        self.enrolledAt = enrolledAt
    }
}
