public import CustodyModel

/// A second person's agreement to what somebody else is about to do.
public struct SignedAgreement: Hashable, Sendable, Codable {
    /// Who agrees.
    public var by: PrincipalID
    /// 32 bytes: the Ed25519 key that whoever agrees enrolled.
    public var publicKey: Bytes
    /// 64 bytes: Ed25519 over what is agreed to.
    public var signature: Bytes

    /// An agreement from its parts.
    public init(by principal: PrincipalID, publicKey: Bytes, signature: Bytes) {
        self.by = principal
        self.publicKey = publicKey
        self.signature = signature
    }
}

extension [UInt8] {
    /// The length goes first, so that two lists of names never look alike.
    mutating func append(counted name: String) {
        append(bigEndian: UInt32(clamping: name.utf8.count))
        self += Array(name.utf8)
    }
}
