public import Crypto
public import CustodyModel

/// Wraps keys under a key-encryption key that the library never sees stored: a host's KMS, an HSM, a key file.
///
/// An implementation keeps every version that still wraps a live key, binds `context` into each wrapping, and throws
/// ``KeyError`` with `wrongKey` when a wrapping does not open. Run `KeyProviderContract.promises` of CustodyTesting against it.
public protocol KeyProvider: Sendable {
    /// The version that new wrappings use. How a new one comes about is the host's matter; afterwards
    /// `Custodian.rotateKeys(by:keepingFormer:forgetting:beginning:)` moves what is stored to it.
    func currentVersion() async throws -> UInt16

    /// Wraps a key of 32 bytes.
    func wrap(_ key: SymmetricKey, context: [UInt8]) async throws -> WrappedKey

    /// Opens what ``wrap(_:context:)`` made with the same context.
    ///
    /// - Throws: ``KeyError`` with `wrongKey`, or `unknownVersion` for one that is not here or was retired.
    func unwrap(_ wrapped: WrappedKey, context: [UInt8]) async throws -> SymmetricKey

    /// Destroys every version but these: nothing in the store is wrapped under them any more. What copies of the store still are
    /// then never opens again. It may be repeated, so that a rotation that was cut off can be finished.
    ///
    /// - Returns: the versions that are gone now and were there before.
    /// - Throws: ``KeyError`` with `conflict` when the current version is not among those to keep.
    func retire(allBut versions: Set<UInt16>) async throws -> [UInt16]

    /// Takes note that a store has keys that are wrapped under it: at each opening, so that the rotation of one store does not destroy what
    /// opens another. A provider that is one store's alone need not do anything.
    func note(_ store: Handle) async throws

    /// The stores of which note was taken, by their random identities.
    func notedStores() async throws -> Set<Handle>

    /// Takes back that stores were noted: they are gone, or need no former version any more.
    func forget(_ stores: Set<Handle>) async throws
}

extension KeyProvider {
    /// Nothing is noted.
    public func note(_ store: Handle) async throws {}

    /// None.
    public func notedStores() async throws -> Set<Handle> { [] }

    /// There is none to forget.
    public func forget(_ stores: Set<Handle>) async throws {}
}

/// A key of 32 bytes under a key-encryption key.
public struct WrappedKey: Hashable, Sendable {
    /// The version of the key-encryption key.
    public var version: UInt16
    /// The nonce and the box, one behind the other, as they are opened.
    package private(set) var combined: [UInt8]
    private var nonceCount: Int

    /// A wrapped key from its parts: a nonce of 12 bytes, and a box of 48 bytes, the ciphertext and its tag.
    public init(version: UInt16, nonce: [UInt8], box: [UInt8]) {
        self.version = version
        combined = nonce + box
        nonceCount = nonce.count
    }

    /// A nonce of 12 bytes and a box of 48, one behind the other.
    package init(version: UInt16, combined: [UInt8]) {
        self.version = version
        self.combined = combined
        nonceCount = min(12, combined.count)
    }

    /// 12 bytes.
    public var nonce: [UInt8] {
        get { Array(combined[..<nonceCount]) }
        set { (combined, nonceCount) = (newValue + box, newValue.count) }
    }
    /// 48 bytes: the ciphertext and its tag.
    public var box: [UInt8] {
        get { Array(combined[nonceCount...]) }
        set { combined = nonce + newValue }
    }
}

extension KeyID {
    /// What a wrapping is bound to, so that one key cannot be passed off as another.
    public var wrappingContext: [UInt8] {
        var context: [UInt8] = []
        context.reserveCapacity(33)
        context += "custody/wrap/v1\0".utf8
        context.append(owner)
        context.append(keyClass.rawValue)
        return context
    }
}
