public import Crypto
public import CustodyModel

/// The keys of the store itself, each random and for one use: none is derived from another, so that losing or replacing
/// one says nothing about the rest.
public struct SystemKeys: Sendable {
    /// Names identifiers, before the index key of the version makes entries of the names: who has one of the two alone learns nothing.
    public let index: SymmetricKey
    /// Remembers erased identifiers.
    public let suppression: SymmetricKey
    /// Recognises retries.
    public let idempotency: SymmetricKey
    /// Seals text that belongs to no single person: policies, notices, incidents.
    public let text: SymmetricKey
    /// Signs checkpoints of the audit log.
    public let auditSigning: SymmetricKey
    /// Signs erasure plans and certificates.
    public let certificateSigning: SymmetricKey
    /// ``index``, ready for a name: nothing is done without one, and a key takes longer to make ready than a name to digest.
    private let naming: HMAC<SHA256>
    /// ``suppression``, ready for what was made of a name.
    private let remembering: HMAC<SHA256>

    /// The owner of the store's own keys.
    public static let owner = Handle.zero

    /// The owner of the keys of the blind index: one for each of its versions.
    public static let indexOwner = Handle(words: (0, 1))

    /// The key of a version of the blind index; versions count from 1.
    public static func indexID(_ version: UInt8) -> KeyID { KeyID(indexOwner, KeyClass(rawValue: version)) }

    /// The key that seals text of the store itself.
    public static let textID = KeyID(owner, KeyClass(rawValue: 3))

    /// The store's own keys in the order of their slots.
    public static let ids = (0..<6).map { KeyID(owner, KeyClass(rawValue: UInt8($0))) }

    /// How many slots a new store has: those keys, and behind them the first one of the blind index.
    public static let slotCount = ids.count + 1

    /// The key that signs the audit log after that many changes, from 1 on; nil when no number is left. It stands in a slot like
    /// anybody's key, not among the first ones.
    public static func auditSigningID(after changes: Int) -> KeyID? {
        guard changes > 0 else { return nil }
        return UInt8(exactly: ids.count - 1 + changes).map { KeyID(owner, KeyClass(rawValue: $0)) }
    }

    /// Puts the keys in their places; nil unless there are six.
    public init?(_ keys: [SymmetricKey]) {
        guard keys.count == Self.ids.count else { return nil }
        index = keys[0]
        suppression = keys[1]
        idempotency = keys[2]
        text = keys[3]
        auditSigning = keys[4]
        certificateSigning = keys[5]
        naming = HMAC(key: index)
        remembering = HMAC(key: suppression)
    }

    /// Opens the store's own keys.
    ///
    /// - Throws: ``KeyError`` with `wrongKey` when the provider's key does not belong to the store.
    public static func load(from store: some KeyStore, provider: some KeyProvider) async throws -> SystemKeys {
        var keys: [SymmetricKey] = []
        for id in ids { keys.append(try await store.key(id, provider: provider)) }
        guard let loaded = SystemKeys(keys) else { throw KeyError(.absent, "the store's own keys are not complete") }
        return loaded
    }

    /// Makes the store's own keys, and behind them the first key of the blind index.
    public static func make(
        provider: some KeyProvider, random: some RandomSource
    ) async throws -> (keys: SystemKeys, new: [NewKey]) {
        var made: [SymmetricKey] = []
        var new: [NewKey] = []
        for id in ids {
            let key = try await NewKey.make(id, provider: provider, random: random)
            made.append(key.key)
            new.append(key.new)
        }
        guard let keys = SystemKeys(made) else { throw KeyError(.absent, "the store's own keys are not complete") }
        new.append(try await NewKey.make(indexID(1), provider: provider, random: random).new)
        return (keys, new)
    }

    /// Names an identifier: a keyed digest, apart for each kind of identifier and each controller. It stays the same as versions of
    /// the index come and go, and stands nowhere unsealed.
    public func name(of identifier: String, as field: IdentifierField, controller: ControllerID) -> BlindIndex {
        let domain =
            field == .subject || field == .principal ? field.rawValue : IndexDomain.identifier.rawValue + "/" + field.rawValue
        return BlindIndex(Self.digest(naming, domain, controller.rawValue, identifier))
    }

    /// Names a value by a pseudonym.
    public func pseudonym(of value: String, controller: ControllerID) -> BlindIndex {
        BlindIndex(Self.digest(naming, IndexDomain.pseudonym.rawValue, controller.rawValue, value))
    }

    /// Remembers an erased identifier by what was made of its name, under a key of its own: who has the index keys alone cannot tell
    /// which of the remembered ones it was, and no version of the index matters.
    public func suppression(ofHashed name: [UInt8]) -> BlindIndex {
        var mac = remembering
        mac.update(data: name)
        return BlindIndex(Self.truncated(mac.finalize()))
    }

    /// The key of one version of the blind index, ready for ``entry(forHashed:under:)``.
    public static func entries(under key: SymmetricKey) -> HMAC<SHA256> {
        var mac = HMAC<SHA256>(key: key)
        mac.update(data: Array("custody/index/v2".utf8))
        return mac
    }

    /// The entry of the blind index for what was made of a name, under what ``entries(under:)`` made of a version's key.
    public static func entry(forHashed name: [UInt8], under key: HMAC<SHA256>) -> BlindIndex {
        var mac = key
        mac.update(data: name)
        return BlindIndex(truncated(mac.finalize()))
    }

    /// Turns a caller's idempotency key and request into digests that tell nothing.
    public func idempotency(key: String, request: [UInt8]) -> Idempotency {
        Idempotency(
            key: Self.digest(HMAC(key: idempotency), "key", "", key),
            request: Self.truncated(HMAC<SHA256>.authenticationCode(for: request, using: idempotency)))
    }

    private static func digest(_ key: HMAC<SHA256>, _ domain: String, _ scope: String, _ text: String) -> Handle {
        var message: [UInt8] = []
        message.reserveCapacity(64 + domain.utf8.count + scope.utf8.count + text.utf8.count)
        // Lengths before the parts: no two different inputs run together.
        for part in ["custody/index/v1", domain, scope, text] {
            message.append(bigEndian: UInt32(clamping: part.utf8.count))
            message += part.utf8
        }
        var mac = key
        mac.update(data: message)
        return truncated(mac.finalize())
    }

    private static func truncated(_ code: HMAC<SHA256>.MAC) -> Handle {
        code.withUnsafeBytes { Handle($0.prefix(16)) } ?? .zero
    }
}

/// Keeps digests of unlike things apart.
private enum IndexDomain: String {
    /// Kinds of identifiers that the host named.
    case identifier
    /// Pseudonyms of values.
    case pseudonym
}
