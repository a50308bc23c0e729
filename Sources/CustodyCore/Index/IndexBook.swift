import Crypto
import CustodyData
import CustodyKeys
import CustodyModel

/// How each version of the blind index hashes each kind of identifier: a record of the store itself, which exists once a host chose
/// anything but the default.
///
/// Versions that are gone stay in it: what is remembered of erased people was hashed as the index did then.
struct IndexBook: Codable, Equatable, Sendable {
    /// What one version does.
    struct Edition: Codable, Equatable, Sendable {
        var version: UInt8
        var hashes: [IdentifierField: IdentifierHash]
    }

    /// In the order of their versions.
    private(set) var editions: [Edition] = []

    private static let field: FieldName = "book"
    private static let owner = SubjectToken(SystemKeys.owner)
    static let id: RecordID = {
        let digest = SHA256.hash(data: Array("custody/index-book/v1\0".utf8))
        return RecordID(Handle(Array(digest.prefix(16))) ?? .zero)
    }()

    /// How a version hashes a kind of identifier; nil when it has no such kind.
    func hash(_ field: IdentifierField, in version: UInt8) -> IdentifierHash? {
        if field == .principal { return .keyed }
        return self[version][field] ?? (field == .subject ? .keyed : nil)
    }

    /// Every way in which that kind of identifier was ever hashed.
    func hashes(_ field: IdentifierField) -> Set<IdentifierHash> {
        let known = Set(editions.compactMap { hash(field, in: $0.version) })
        // Before there was a book there was the default.
        return field == .subject ? known.union([.keyed]) : known
    }

    /// What a version does with the kinds that are not left to the default.
    subscript(_ version: UInt8) -> [IdentifierField: IdentifierHash] {
        get { editions.last { $0.version == version }?.hashes ?? [:] }
        set {
            guard newValue != self[version] else { return }
            editions.removeAll { $0.version == version }
            editions.append(Edition(version: version, hashes: newValue))
            editions.sort { $0.version < $1.version }
        }
    }

    /// What writes the book in the place of the one before.
    func write(over former: StoredRecord?, _ sealer: Sealer, _ system: SystemKeys, at now: Instant) throws -> RecordWrite {
        let value = try sealer.seal(
            CBOR.encode(self), with: system.text, id: SystemKeys.textID, at: .field(Self.id, Self.field, schemaVersion: 1))
        return .put(
            StoredRecord(
                id: Self.id, subject: Self.owner, name: "custody.indexBook", version: (former?.version ?? 0) + 1,
                purposes: ["custody.index"],
                fields: [Self.field: StoredField(value: value, category: "custody.evidence")], collectedAt: now),
            expecting: former?.version)
    }

    init() {}

    /// What a record says.
    init(_ record: StoredRecord, _ sealer: Sealer, _ system: SystemKeys) throws {
        guard let field = record.fields[Self.field] else {
            throw CustodianError(.integrity, "how the blind index hashes cannot be read; run verify")
        }
        self = try CBOR.decode(
            Self.self,
            from: sealer.open(field.value, with: system.text, at: .field(Self.id, Self.field, schemaVersion: 1)))
    }
}
