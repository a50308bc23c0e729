import Crypto
public import CustodyModel

/// Says what an erasure destroyed and what was kept, and can be checked by anybody who knows the store's public key.
public struct ErasureCertificate: Hashable, Sendable, Codable {
    /// What is certified.
    public struct Statement: Hashable, Sendable, Codable {
        /// The store.
        public var store: Handle
        /// Whose data: a random token that names nobody.
        public var subject: SubjectToken
        /// The plan that was carried out.
        public var plan: Bytes
        /// Why.
        public var ground: ErasureGround
        /// The article that gives the ground.
        public var reference: String
        /// The keys destroyed, with the fields that nobody can read any more.
        public var destroyed: [ErasurePlan.Destruction]
        /// What was kept, and why.
        public var kept: [ErasurePlan.Kept]
        /// Whether a keyed digest of the identifier stays, so that the store can answer "erased".
        public var suppressed: Bool
        /// When the keys were gone, overwritten and durably so: the time of the entry in the log that says it is done. Of an erasure that was
        /// cut off, when the next opening had finished it; of values that were taken out while keys stay, when that was durable.
        public var erasedAt: Instant
        /// The commit that made the intent durable.
        public var intent: CommitSequence
        /// The commit that recorded the destruction.
        public var done: CommitSequence
        /// What became of what the log says about the person.
        public var log: LogOutcome
        /// That what was destroyed was tried and did not open; nil in what an earlier version of the library wrote.
        public var selfCheck: SelfCheck?
        /// When the last backup of the keys expires that was made before: from then on nothing that anybody has opens. Nil in what an
        /// earlier version of the library wrote.
        public var effectiveInBackupsBy: Instant?
        /// What stays so that the identifier is known as erased; nil when nothing does.
        public var suppression: SuppressionEntry?
        /// Values that were taken out of the store because their time was over, while the key stays that seals others: a backup of the data
        /// from before still has them, and a sweep after it is put back takes them out again. Nil when keys were destroyed.
        public var dropped: [ErasurePlan.Drop]?
    }

    /// What was tried after the keys were overwritten.
    public struct SelfCheck: Hashable, Sendable, Codable {
        /// How many keys were asked for, of which the store gave none.
        public var keys: Int
        /// How many values were tried that had been sealed under them just before, of which none opened.
        public var values: Int
    }

    /// A keyed digest of an identifier: personal data too, so that the certificate says why it stays.
    public struct SuppressionEntry: Hashable, Sendable, Codable {
        /// What it is for.
        public var purpose: String
        /// What makes it lawful.
        public var basis: LawfulBasis
        /// Until when it stays; nil for as long as the store lives.
        public var until: Instant?
    }

    /// What is certified.
    public var statement: Statement
    /// 32 bytes: the store's Ed25519 key for certificates, which seals nothing.
    public var publicKey: Bytes
    /// 64 bytes: Ed25519 over the statement.
    public var signature: Bytes

    /// The certificates of everybody who was merged with the person and is erased with them, each signed by itself; nil when nobody was.
    public var merged: [ErasureCertificate]?

    init(_ statement: Statement, signedWith seed: SymmetricKey) throws {
        let key = try Curve25519.Signing.PrivateKey(rawRepresentation: seed.withUnsafeBytes { Array($0) })
        self.statement = statement
        self.publicKey = Bytes([UInt8](key.publicKey.rawRepresentation))
        self.signature = Bytes([UInt8](try key.signature(for: try Self.signedBytes(statement))))
    }

    /// Whether the store whose key this is said exactly this.
    public func isSigned(by key: Bytes) -> Bool {
        guard let publicKey = try? Curve25519.Signing.PublicKey(rawRepresentation: key.array),
            let bytes = try? Self.signedBytes(statement)
        else { return false }
        return publicKey.isValidSignature(signature.array, for: bytes) && (merged ?? []).allSatisfy { $0.isSigned(by: key) }
    }

    /// Checks that this key signed it, and that nothing was altered since.
    ///
    /// - Throws: ``CustodianError`` with `integrity` when the key is another, or the statement or signature was altered.
    public func verify(signedBy key: Bytes) throws {
        guard key == publicKey else {
            throw CustodianError(
                .integrity, "the certificate names another signing key than the one given; get the store's own")
        }
        guard isSigned(by: key) else {
            throw CustodianError(.integrity, "the certificate is not as the store signed it")
        }
    }

    private static func signedBytes(_ statement: Statement) throws -> [UInt8] {
        try Array("custody/erasure-certificate/v1\0".utf8) + CBOR.encode(statement)
    }
}
