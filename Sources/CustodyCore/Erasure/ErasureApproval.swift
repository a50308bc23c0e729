public import Crypto
public import CustodyModel

/// A second person's agreement to a plan: a signature over its digest.
public struct ErasureApproval: Hashable, Sendable, Codable {
    /// What was agreed to.
    public var plan: Bytes
    /// Who agreed.
    public var approver: PrincipalID
    /// When.
    public var approvedAt: Instant
    /// 32 bytes: the Ed25519 key that the approver enrolled.
    public var publicKey: Bytes
    /// 64 bytes: Ed25519 over ``signedBytes(plan:approver:at:)``.
    public var signature: Bytes

    /// An agreement that was signed elsewhere, so that the approver's key stays with the approver: on a token, in a browser, on another
    /// machine. ``isSigned(by:)`` tells whether the signature fits.
    public init(plan: Bytes, approver: PrincipalID, approvedAt: Instant, publicKey: Bytes, signature: Bytes) {
        self.plan = plan
        self.approver = approver
        self.approvedAt = approvedAt
        self.publicKey = publicKey
        self.signature = signature
    }

    /// Signs a plan.
    public init(of plan: ErasurePlan, by approver: PrincipalID, at time: Instant, with key: Curve25519.Signing.PrivateKey)
        throws
    {
        self.plan = try plan.digest()
        self.approver = approver
        self.approvedAt = time
        self.publicKey = Bytes([UInt8](key.publicKey.rawRepresentation))
        self.signature = Bytes(
            [UInt8](try key.signature(for: Self.signedBytes(plan: self.plan, approver: approver, at: time))))
    }

    /// Whether the signature is the key's over this plan, approver and time.
    public func isSigned(by key: Bytes) -> Bool {
        guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: key.array) else { return false }
        return key.isValidSignature(signature.array, for: Self.signedBytes(plan: plan, approver: approver, at: approvedAt))
    }

    /// What is signed.
    public static func signedBytes(plan: Bytes, approver: PrincipalID, at time: Instant) -> [UInt8] {
        var bytes = Array("custody/erasure-approval/v1\0".utf8)
        bytes.append(bigEndian: time.milliseconds)
        return bytes + plan.array + Array(approver.rawValue.utf8)
    }
}
