public import Crypto
public import CustodyModel
import Synchronization

/// Key-encryption keys in memory: for tests, and for hosts that read them from a file or a secret store.
public final class LocalKeyProvider: KeyProvider {
    private let versions: Mutex<[UInt16: SymmetricKey]>
    private let random: any RandomSource

    /// A provider with one key of 32 bytes as version 1.
    public convenience init(_ key: SymmetricKey, random: any RandomSource = SystemRandomSource()) {
        self.init(unchecked: [1: key], random: random)
    }

    /// A provider with several versions, of which the highest is current; nil when there is none.
    public convenience init?(versions: [UInt16: SymmetricKey], random: any RandomSource = SystemRandomSource()) {
        guard !versions.isEmpty else { return nil }
        self.init(unchecked: versions, random: random)
    }

    private init(unchecked versions: [UInt16: SymmetricKey], random: any RandomSource) {
        self.versions = Mutex(versions)
        self.random = random
    }

    /// A provider with a fresh random key, which is gone when the process ends.
    public static func ephemeral(random: any RandomSource = SystemRandomSource()) -> LocalKeyProvider {
        LocalKeyProvider(SymmetricKey(data: random.bytes(32)), random: random)
    }

    /// Begins a new version, which is current from now on.
    ///
    /// - Throws: ``KeyError`` with `exhausted` when no number is left.
    @discardableResult
    public func add(_ key: SymmetricKey) throws -> UInt16 {
        try versions.withLock { versions in
            let last = versions.keys.max() ?? 0
            guard last < .max else { throw KeyError(.exhausted, "the key-encryption key was replaced as often as can be") }
            versions[last + 1] = key
            return last + 1
        }
    }

    /// Every version that is here.
    public var known: Set<UInt16> { versions.withLock { Set($0.keys) } }

    /// The keys themselves, for whoever writes them down.
    package var keys: [UInt16: SymmetricKey] { versions.withLock { $0 } }

    /// The version that new wrappings use.
    public func currentVersion() async throws -> UInt16 { try current().version }

    private func current() throws -> (version: UInt16, key: SymmetricKey) {
        guard let newest = versions.withLock({ $0.max { $0.key < $1.key } }) else {
            throw KeyError(.unknownVersion, "the provider has no key-encryption key")
        }
        return (newest.key, newest.value)
    }

    /// Wraps with AES-256-GCM under a random nonce.
    public func wrap(_ key: SymmetricKey, context: [UInt8]) async throws -> WrappedKey {
        let (version, kek) = try current()
        let nonce = random.bytes(12)
        let box = try AES.GCM.seal(key.bytes, using: kek, nonce: AES.GCM.Nonce(data: nonce), authenticating: context)
        return WrappedKey(version: version, nonce: nonce, box: Array(box.ciphertext) + Array(box.tag))
    }

    /// Opens what ``wrap(_:context:)`` made with the same context.
    public func unwrap(_ wrapped: WrappedKey, context: [UInt8]) async throws -> SymmetricKey {
        guard let kek = versions.withLock({ $0[wrapped.version] }) else {
            throw KeyError(
                .unknownVersion,
                "version \(wrapped.version) of the key-encryption key is not here or was retired; add it to the provider")
        }
        do {
            let box = try AES.GCM.SealedBox(combined: wrapped.combined)
            return SymmetricKey(data: try AES.GCM.open(box, using: kek, authenticating: context))
        } catch {
            throw KeyError(
                .wrongKey,
                "the key file does not belong to this store, or a key slot was altered; give the key file it was made with")
        }
    }

    /// Forgets every version but these.
    public func retire(allBut kept: Set<UInt16>) async throws -> [UInt16] {
        try versions.withLock { versions in
            guard let current = versions.keys.max(), kept.contains(current) else {
                throw KeyError(
                    .conflict, "the current version of the key-encryption key cannot be retired; begin a new one first")
            }
            let gone = versions.keys.filter { !kept.contains($0) }.sorted()
            for version in gone { versions[version] = nil }
            return gone
        }
    }
}

extension SymmetricKey {
    /// The bytes of the key.
    public var bytes: [UInt8] { withUnsafeBytes { Array($0) } }
}
