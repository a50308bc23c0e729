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

    private static let kept = OwnRecord<Self>("custody.indexBook", field: "book")
    static let id = RecordID(of: "custody/index-book/v1")

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
        try Self.kept.write(self, as: Self.id, for: ["custody.index"], over: former, sealer, system, at: now)
    }

    init() {}

    /// What a record says.
    init(_ record: StoredRecord, _ sealer: Sealer, _ system: SystemKeys) throws {
        guard let content = try Self.kept.content(of: record, sealer, system) else {
            throw CustodianError(.integrity, "how the blind index hashes cannot be read; run verify")
        }
        self = content
    }
}
