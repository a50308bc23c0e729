package import Crypto
package import CustodyModel

/// Seals and opens personal values under an owner's key.
///
/// AES-256-GCM with a random nonce of 96 bits, under a key derived from the owner's key for sealing only. The plaintext is
/// padded to 16 bytes because lengths tell. What a value belongs to is authenticated with it, so that no value can be
/// moved to another record, field or store.
package struct Sealer: Sendable {
    /// Which store the values belong to.
    package var store: Handle
    private let random: any RandomSource

    /// A sealer for one store.
    package init(store: Handle, random: any RandomSource) {
        self.store = store
        self.random = random
    }

    /// What a sealed value belongs to.
    package enum Place: Hashable, Sendable {
        /// A field of a record.
        case field(RecordID, FieldName, schemaVersion: Int)
        /// Text of another kind: a policy, a notice, an incident's title.
        case text(String)

        var bytes: [UInt8] {
            switch self {
            case .field(let record, let field, let version):
                Array("field\0".utf8) + record.bytes + Array(field.rawValue.utf8) + [0] + Array(String(version).utf8)
            case .text(let kind): Array("text\0".utf8) + Array(kind.utf8)
            }
        }
    }

    private static let keyVersion: UInt32 = 1

    /// Seals a value.
    package func seal(_ plaintext: [UInt8], with key: SymmetricKey, id: KeyID, at place: Place) throws(KeyError) -> SealedValue
    {
        do {
            let nonce = try AES.GCM.Nonce(data: random.bytes(12))
            let box = try AES.GCM.seal(
                Self.padded(plaintext), using: Self.derived(key), nonce: nonce,
                authenticating: context(id, Self.keyVersion, place))
            return SealedValue(
                key: id, keyVersion: Self.keyVersion, box: Array(nonce) + Array(box.ciphertext) + Array(box.tag))
        } catch {
            throw KeyError(.damaged, "the value could not be sealed", key: id)
        }
    }

    /// Opens a value.
    ///
    /// - Throws: ``KeyError`` with `damaged` when it was altered, moved, or sealed under another key.
    package func open(_ value: SealedValue, with key: SymmetricKey, at place: Place) throws(KeyError) -> [UInt8] {
        do {
            let box = try AES.GCM.SealedBox(combined: value.box.array)
            let padded = [UInt8](
                try AES.GCM.open(
                    box, using: Self.derived(key), authenticating: context(value.key, value.keyVersion, place)))
            guard let end = padded.lastIndex(where: { $0 != 0 }), padded[end] == 0x80 else {
                throw KeyError(.damaged, "the padding is not whole", key: value.key)
            }
            return Array(padded[..<end])
        } catch {
            throw KeyError(.damaged, "a sealed value does not open: it was altered or moved; run verify", key: value.key)
        }
    }

    private static func derived(_ key: SymmetricKey) -> SymmetricKey {
        // The owner's key is uniform already, so that expanding it is enough (RFC 5869, section 3.3).
        HKDF<SHA256>.expand(pseudoRandomKey: key, info: Array("custody/seal/v1".utf8), outputByteCount: 32)
    }

    private func context(_ id: KeyID, _ version: UInt32, _ place: Place) -> [UInt8] {
        var bytes = Array("custody/sealed/v1\0".utf8) + store.bytes + id.owner.bytes + [id.keyClass.rawValue]
        bytes.append(bigEndian: version)
        return bytes + place.bytes
    }

    /// A one bit and zeros up to a multiple of 16 (ISO/IEC 7816-4).
    private static func padded(_ bytes: [UInt8]) -> [UInt8] {
        bytes + [0x80] + [UInt8](repeating: 0, count: 15 - bytes.count % 16)
    }
}
