import Crypto
import CustodyData
import CustodyKeys
import CustodyModel

/// A kind of record that the store keeps about its own affairs: a value, sealed under the store's own key for text. It stands among the
/// records of people, so that a commit, a backup and a restore take it along with what it goes with.
struct OwnRecord<Content: Codable>: Sendable {
    /// Tells the kind from others.
    let name: RecordName
    /// Where the value stands.
    let field: FieldName

    init(_ name: RecordName, field: FieldName) { (self.name, self.field) = (name, field) }

    /// The record that holds a value: the first of its identity, or the one in the place of a former one.
    ///
    /// - Parameter purposes: by which it is found.
    func holding(
        _ content: Content, as id: RecordID, for purposes: [Purpose], over former: StoredRecord? = nil, _ sealer: Sealer,
        _ system: SystemKeys, at now: Instant
    ) throws -> StoredRecord {
        let value = try sealer.seal(CBOR.encode(content), with: system.text, id: SystemKeys.textID, at: place(id))
        return StoredRecord(
            id: id, subject: .store, name: name, version: (former?.version ?? 0) + 1, purposes: purposes,
            fields: [field: StoredField(value: value, category: "custody.evidence")], collectedAt: now)
    }

    /// What writes that record.
    func write(
        _ content: Content, as id: RecordID, for purposes: [Purpose], over former: StoredRecord? = nil, _ sealer: Sealer,
        _ system: SystemKeys, at now: Instant
    ) throws -> RecordWrite {
        .put(try holding(content, as: id, for: purposes, over: former, sealer, system, at: now), expecting: former?.version)
    }

    /// The value that a record holds; nil when it is of another kind.
    func content(of record: StoredRecord, _ sealer: Sealer, _ system: SystemKeys) throws -> Content? {
        guard record.name == name, record.subject == .store, let field = record.fields[field] else { return nil }
        return try CBOR.decode(Content.self, from: sealer.open(field.value, with: system.text, at: place(record.id)))
    }

    private func place(_ id: RecordID) -> Sealer.Place { .field(id, field, schemaVersion: 1) }
}

/// What one kind of such records remembers.
protocol OwnContent: Codable {
    static var kept: OwnRecord<Self> { get }
}

extension OwnContent {
    /// What a record remembers; nil when it is of another kind.
    init?(_ record: StoredRecord, _ sealer: Sealer, _ system: SystemKeys) throws {
        guard let content = try Self.kept.content(of: record, sealer, system) else { return nil }
        self = content
    }
}

extension SubjectToken {
    /// Stands for the store itself.
    static let store = SubjectToken(SystemKeys.owner)
}

extension RecordID {
    /// The one record of the store about something.
    ///
    /// - Parameters:
    ///   - label: keeps unlike things apart; never reused for another.
    ///   - bytes: what it is about.
    init(of label: String, _ bytes: [UInt8] = []) {
        self.init(Handle(Array(SHA256.hash(data: Array("\(label)\0".utf8) + bytes).prefix(16))) ?? .zero)
    }
}
