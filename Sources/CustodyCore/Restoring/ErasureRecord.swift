import Crypto
public import CustodyModel

/// That a person was erased, in a form that can be carried out again: it holds no key, and no name or value that opens without the
/// store's own.
///
/// It is kept outside the store for as long as a backup of the keys may be used that is older, so that a store that is put back
/// erases the person again before anybody reads.
public struct ErasureRecord: Hashable, Sendable, Codable {
    /// A key that was destroyed.
    public struct DestroyedKey: Hashable, Sendable, Codable {
        /// Which of the person's keys.
        public var keyClass: KeyClass
        /// Tells the key from others without telling it.
        public var fingerprint: Bytes
    }

    /// A class that was kept for one ground alone.
    public struct KeptClass: Hashable, Sendable, Codable {
        /// Which of the person's keys.
        public var keyClass: KeyClass
        /// The ground.
        public var ground: KeepingGround
    }

    /// The store.
    public var store: Handle
    /// Whose data: a random token that names nobody.
    public var subject: SubjectToken
    /// What was destroyed.
    public var destroyed: [DestroyedKey]
    /// What was kept for one ground alone.
    public var kept: [KeptClass]
    /// What the log says about the person, where it is kept for a while: until when, and why.
    public struct KeptLog: Hashable, Sendable, Codable {
        /// Until when; nil while only evidence holds it.
        public var until: Instant?
        /// Why.
        public var ground: KeepingGround?
    }

    /// Whether nothing of the person stayed.
    public var isComplete: Bool
    /// What becomes of what the log says about them; nil when it goes with the rest, or stays with what is kept.
    public var keptLog: KeptLog?
    /// Who else the person was known as, where the log keeps a part: a hold on any of them binds it. Nil when there was nobody else, when
    /// nothing of the log is kept, and in what an earlier version of the library wrote.
    public var merged: [SubjectToken]?
    /// What remembers the part that legal holds kept back, sealed under the store's own key; nil when they kept back nothing, and in
    /// what an earlier version of the library wrote.
    public var suspended: SealedValue?
    /// Keyed digests by which the store answers that an identifier was erased.
    public var suppressions: [BlindIndex]
    /// Until when; nil for as long as the store lives.
    public var suppressedUntil: Instant?
    /// SHA-256 of the plan that was carried out.
    public var plan: Bytes
    /// Why, as the log has it.
    public var reason: UInt8
    /// When it was decided.
    public var erasedAt: Instant
    /// From then on no backup can be used that is older than the erasure.
    public var keepUntil: Instant
    /// 64 bytes: Ed25519 of the store's key for certificates over everything else, so that nobody else can have people erased.
    public var signature: Bytes = []

    private func signedBytes() throws -> [UInt8] {
        var unsigned = self
        unsigned.signature = []
        return try Array("custody/erasure-record/v1\0".utf8) + CBOR.encode(unsigned)
    }

    mutating func sign(with key: Curve25519.Signing.PrivateKey) throws {
        signature = Bytes([UInt8](try key.signature(for: try signedBytes())))
    }

    func isSigned(by key: Curve25519.Signing.PublicKey) throws -> Bool {
        key.isValidSignature(signature.array, for: try signedBytes())
    }
}
