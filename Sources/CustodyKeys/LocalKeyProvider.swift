public import Crypto
public import CustodyModel

/// Key-encryption keys in memory: for tests, and for hosts that read them from a file or a secret store.
public struct LocalKeyProvider: KeyProvider {
    private let versions: [UInt16: SymmetricKey]
    private let current: UInt16
    private let random: any RandomSource

    /// A provider with one key of 32 bytes as version 1.
    public init(_ key: SymmetricKey, random: any RandomSource = SystemRandomSource()) {
        self.versions = [1: key]
        self.current = 1
        self.random = random
    }

    /// A provider with a fresh random key, which is gone when the process ends.
    public static func ephemeral(random: any RandomSource = SystemRandomSource()) -> LocalKeyProvider {
        LocalKeyProvider(SymmetricKey(data: random.bytes(32)), random: random)
    }

    /// The version that new wrappings use.
    public func currentVersion() async throws -> UInt16 { current }

    /// Wraps with AES-256-GCM under a random nonce.
    public func wrap(_ key: SymmetricKey, context: [UInt8]) async throws -> WrappedKey {
        let kek = try kek(current)
        let nonce = random.bytes(12)
        let box = try AES.GCM.seal(key.bytes, using: kek, nonce: AES.GCM.Nonce(data: nonce), authenticating: context)
        return WrappedKey(version: current, nonce: nonce, box: Array(box.ciphertext) + Array(box.tag))
    }

    /// Opens what ``wrap(_:context:)`` made with the same context.
    public func unwrap(_ wrapped: WrappedKey, context: [UInt8]) async throws -> SymmetricKey {
        let kek = try kek(wrapped.version)
        do {
            let box = try AES.GCM.SealedBox(combined: wrapped.nonce + wrapped.box)
            return SymmetricKey(data: try AES.GCM.open(box, using: kek, authenticating: context))
        } catch {
            throw KeyError(
                .wrongKey,
                "the key file does not belong to this store, or a key slot was altered; give the key file it was made with")
        }
    }

    private func kek(_ version: UInt16) throws -> SymmetricKey {
        guard let key = versions[version] else {
            throw KeyError(.unknownVersion, "version \(version) of the key-encryption key is not here; add it to the provider")
        }
        return key
    }
}

extension SymmetricKey {
    /// The bytes of the key.
    public var bytes: [UInt8] { withUnsafeBytes { Array($0) } }
}
