package import Crypto
package import CustodyModel
import Synchronization

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Seals and opens personal values under an owner's key.
///
/// AES-256-GCM with a random nonce of 96 bits, under a key derived from the owner's key for sealing only. The plaintext is
/// padded to 16 bytes because lengths tell. What a value belongs to is authenticated with it, so that no value can be
/// moved to another record, field or store.
///
/// Random nonces are safe for 2³² messages under one key (NIST SP 800-38D, section 8.3). So each life of a store derives keys of its
/// own, whose version stands in the value, and a life that has sealed so many values under all of them together seals no more.
package struct Sealer: Sendable {
    /// Which store the values belong to.
    package var store: Handle
    private let random: any RandomSource
    private let version: UInt32
    private let messages: Messages

    /// How many values one life of a store may seal.
    package static let limit: UInt64 = 1 << 32

    private final class Messages: Sendable {
        let count = Atomic<UInt64>(0)
        let limit: UInt64
        init(_ limit: UInt64) { self.limit = limit }
    }

    /// A sealer for one life of a store.
    ///
    /// - Parameters:
    ///   - life: tells it from other lives of the store; no two have the same.
    package init(store: Handle, life: UInt32, random: any RandomSource, limit: UInt64 = Sealer.limit) {
        self.store = store
        self.random = random
        version = Self.version(of: life)
        messages = Messages(limit)
    }

    /// Version 1 is from before lives were told apart.
    private static func version(of life: UInt32) -> UInt32 { max(2, life &+ 1) }

    /// What a sealed value belongs to.
    package enum Place: Hashable, Sendable {
        /// A field of a record.
        case field(RecordID, FieldName, schemaVersion: Int)
        /// Text of another kind: a policy, a notice, an incident's title.
        case text(String)

        private static let fieldLabel = Array("field\0".utf8)
        private static let textLabel = Array("text\0".utf8)

        /// What is authenticated with a value here, behind what its key brings along.
        fileprivate func appended(to context: [UInt8]) -> [UInt8] {
            var bytes: [UInt8] = []
            bytes.reserveCapacity(context.count + 64)
            bytes += context
            switch self {
            case .field(let record, let field, let version):
                bytes += Self.fieldLabel
                bytes.append(record.handle)
                bytes += field.rawValue.utf8
                bytes.append(0)
                bytes += String(version).utf8
            case .text(let kind):
                bytes += Self.textLabel
                bytes += kind.utf8
            }
            return bytes
        }
    }

    /// A key ready for use: expanded once, for one operation.
    package struct Key: Sendable {
        package let id: KeyID
        package let version: UInt32
        fileprivate let derived: SymmetricKey
        /// What is authenticated with every value under the key, before its place.
        fileprivate let context: [UInt8]
    }

    /// An owner's key, ready to seal.
    package func key(_ id: KeyID, _ key: SymmetricKey) -> Key { self.key(id, key, version: version) }

    /// An owner's key, ready to open what was sealed under this version of it.
    package func key(_ id: KeyID, _ key: SymmetricKey, version: UInt32) -> Key {
        Key(id: id, version: version, derived: Self.derived(key, version), context: context(id, version))
    }

    /// Seals a value.
    package func seal(_ plaintext: [UInt8], with key: SymmetricKey, id: KeyID, at place: Place) throws(KeyError) -> SealedValue
    {
        try seal(plaintext, with: self.key(id, key), at: place)
    }

    /// Seals a value.
    ///
    /// - Throws: ``KeyError`` with `exhausted` when this life has sealed as much as is safe.
    package func seal(_ plaintext: [UInt8], with key: Key, at place: Place) throws(KeyError) -> SealedValue {
        guard messages.count.add(1, ordering: .relaxed).newValue <= messages.limit else {
            throw KeyError(
                .exhausted, "\(messages.limit) values were sealed since the store was opened; open it again", key: key.id)
        }
        do {
            let box = try AES.GCM.seal(
                Self.padded(plaintext), using: key.derived, nonce: AES.GCM.Nonce(data: random.bytes(12)),
                authenticating: place.appended(to: key.context))
            guard let combined = box.combined else { throw CryptoKitError.incorrectParameterSize }
            return SealedValue(key: key.id, keyVersion: key.version, box: combined.withUnsafeBytes { Array($0) })
        } catch {
            throw KeyError(.damaged, "the value could not be sealed", key: key.id)
        }
    }

    /// Opens a value.
    package func open(_ value: SealedValue, with key: SymmetricKey, at place: Place) throws(KeyError) -> [UInt8] {
        try open(value, with: self.key(value.key, key, version: value.keyVersion), at: place)
    }

    /// Opens a value.
    ///
    /// - Throws: ``KeyError`` with `damaged` when it was altered, moved, or sealed under another key.
    package func open(_ value: SealedValue, with key: Key, at place: Place) throws(KeyError) -> [UInt8] {
        guard value.key == key.id, value.keyVersion == key.version else {
            throw KeyError(.damaged, "a value was sealed under another key than the one at hand; run verify", key: value.key)
        }
        do {
            let box = try AES.GCM.SealedBox(combined: value.box.array)
            let content = try AES.GCM.open(box, using: key.derived, authenticating: place.appended(to: key.context))
            var opened = content.withUnsafeBytes { Array($0) }
            guard let end = opened.lastIndex(where: { $0 != 0 }), opened[end] == 0x80 else {
                throw KeyError(.damaged, "the padding is not whole", key: value.key)
            }
            opened.removeLast(opened.count - end)
            return opened
        } catch {
            throw KeyError(.damaged, "a sealed value does not open: it was altered or moved; run verify", key: value.key)
        }
    }

    private static let firstLife = Array("custody/seal/v1".utf8)
    private static let laterLife = Array("custody/seal/v2".utf8)
    private static let label = Array("custody/sealed/v1\0".utf8)

    private static func derived(_ key: SymmetricKey, _ version: UInt32) -> SymmetricKey {
        // The owner's key is uniform already, so that expanding it is enough (RFC 5869, section 3.3). The first block of HKDF-Expand,
        // which is as long as a key, is one HMAC over the info and the number of the block.
        var info = version == 1 ? firstLife : laterLife
        if version != 1 { info.append(bigEndian: version) }
        info.append(1)
        return SymmetricKey(data: HMAC<SHA256>.authenticationCode(for: info, using: key))
    }

    private func context(_ id: KeyID, _ version: UInt32) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(64)
        bytes += Self.label
        bytes.append(store)
        bytes.append(id.owner)
        bytes.append(id.keyClass.rawValue)
        bytes.append(bigEndian: version)
        return bytes
    }

    /// A one bit and zeros up to a multiple of 16 (ISO/IEC 7816-4).
    private static func padded(_ content: [UInt8]) -> [UInt8] {
        let count = (content.count / 16 + 1) * 16
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count)
        bytes += content
        bytes.append(0x80)
        bytes += repeatElement(0, count: count - bytes.count)
        return bytes
    }
}
