public import Crypto
public import CustodyModel

/// The keys of the store itself, each random and for one use: none is derived from another, so that losing or replacing
/// one says nothing about the rest.
public struct SystemKeys: Sendable {
    /// Finds tokens by identifier.
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

    /// The owner of the store's own keys.
    public static let owner = Handle.zero

    /// The key that seals text of the store itself.
    public static let textID = KeyID(owner, KeyClass(rawValue: 3))

    /// The store's own keys in the order of their slots.
    public static let ids = (0..<6).map { KeyID(owner, KeyClass(rawValue: UInt8($0))) }

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

    /// Makes the store's own keys.
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
        return (keys, new)
    }

    /// Finds the token of an identifier: a keyed digest, apart for each kind of identifier and each controller.
    public func blindIndex(_ domain: IndexDomain, _ identifier: String, controller: ControllerID) -> BlindIndex {
        BlindIndex(Self.digest(index, domain.rawValue, controller.rawValue, identifier))
    }

    /// Remembers an erased identifier by its blind index, under a key of its own: who has the index key alone cannot tell
    /// which of the remembered ones it was.
    public func suppression(of index: BlindIndex) -> BlindIndex {
        BlindIndex(Self.truncated(HMAC<SHA256>.authenticationCode(for: index.bytes, using: suppression)))
    }

    /// Turns a caller's idempotency key and request into digests that tell nothing.
    public func idempotency(key: String, request: [UInt8]) -> Idempotency {
        Idempotency(
            key: Self.digest(idempotency, "key", "", key),
            request: Self.truncated(HMAC<SHA256>.authenticationCode(for: request, using: idempotency)))
    }

    private static func digest(_ key: SymmetricKey, _ domain: String, _ scope: String, _ text: String) -> Handle {
        var mac = HMAC<SHA256>(key: key)
        // Lengths before the parts: no two different inputs run together.
        for part in ["custody/index/v1", domain, scope, text] {
            var length: [UInt8] = []
            length.append(bigEndian: UInt32(clamping: part.utf8.count))
            mac.update(data: length)
            mac.update(data: Array(part.utf8))
        }
        return truncated(mac.finalize())
    }

    private static func truncated(_ code: HMAC<SHA256>.MAC) -> Handle { Handle(Array(code).prefix(16)) ?? .zero }
}

/// Which kind of identifier a blind index stands for.
public enum IndexDomain: String, Sendable {
    /// A data subject's identifier.
    case subject
    /// A principal's name.
    case principal
    /// Pseudonyms of values.
    case pseudonym
}
