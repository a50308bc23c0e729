import Crypto
import CustodyData
import CustodyKeys
import CustodyModel

/// Opens fields of a record, and each key for them once.
struct RecordOpener {
    private let id: RecordID
    private let subject: SubjectToken
    private let schemaVersion: Int
    private let stored: [FieldName: StoredField]
    private let sealer: Sealer
    /// Keys of the record's person that are known to be live.
    private let known: [KeyClass: WrappedKey]
    /// Mostly there is one.
    private var unwrapped: [(owner: SymmetricKey, ready: Sealer.Key)] = []

    init(_ stored: StoredRecord, _ sealer: Sealer, _ known: [KeyClass: WrappedKey] = [:]) {
        (id, subject, schemaVersion, self.stored) = (stored.id, stored.subject, stored.schemaVersion, stored.fields)
        self.sealer = sealer
        self.known = known
    }

    /// The values of those of the fields that the record has.
    mutating func open(
        _ fields: Set<FieldName>, keys: some KeyStore, provider: some KeyProvider
    ) async throws -> [FieldName: CBOR] {
        var values = [FieldName: CBOR](minimumCapacity: fields.count)
        for name in fields.sorted() {
            guard let field = stored[name] else { continue }
            let key = try await key(of: field.value, keys, provider)
            let bytes = try sealer.open(field.value, with: key, at: .field(id, name, schemaVersion: schemaVersion))
            values[name] = try CBOR(decoding: bytes)
        }
        return values
    }

    /// Values that were sealed together share a key and its version.
    private mutating func key(
        of value: SealedValue, _ keys: some KeyStore, _ provider: some KeyProvider
    ) async throws -> Sealer.Key {
        if let known = unwrapped.first(where: { $0.ready.id == value.key && $0.ready.version == value.keyVersion }) {
            return known.ready
        }
        let owner: SymmetricKey
        if let known = unwrapped.first(where: { $0.ready.id == value.key }) {
            owner = known.owner
        } else {
            owner = try await self.owner(of: value.key, keys, provider)
        }
        let key = sealer.key(value.key, owner, version: value.keyVersion)
        unwrapped.append((owner, key))
        return key
    }

    private func owner(of id: KeyID, _ keys: some KeyStore, _ provider: some KeyProvider) async throws -> SymmetricKey {
        if id.owner == subject.handle, let wrapped = known[id.keyClass] {
            // The key-encryption key may have been replaced since it was read.
            do { return try await provider.unwrap(wrapped, context: id.wrappingContext) } catch {}
        }
        return try await keys.key(id, provider: provider)
    }

    /// An owner's key, ready to seal in the place of a value that was opened.
    mutating func sealing(
        _ value: SealedValue, keys: some KeyStore, provider: some KeyProvider
    ) async throws -> Sealer.Key {
        _ = try await key(of: value, keys, provider)
        guard let owner = unwrapped.first(where: { $0.ready.id == value.key })?.owner else {
            throw KeyError(.absent, "the value's key is not there", key: value.key)
        }
        return sealer.key(value.key, owner)
    }
}
