import Crypto
import CustodyData
import CustodyKeys
import CustodyModel

/// That tokens turned out to stand for one person: a record of the store itself for each of them, which names the others.
///
/// Each keeps its identifiers, its keys and its records, so that a merge can be undone.
struct MergedPeople: Codable, Equatable, Sendable {
    /// The others, in the order of their bytes.
    var others: [SubjectToken]
    /// The commit that merged them; nil when it is the one that wrote this record.
    var since: CommitSequence?

    private static let name: RecordName = "custody.mergedPeople"
    private static let field: FieldName = "others"
    private static let owner = SubjectToken(SystemKeys.owner)

    /// One for each token.
    static func id(_ subject: SubjectToken) -> RecordID {
        let digest = SHA256.hash(data: Array("custody/merged-people/v1\0".utf8) + subject.bytes)
        return RecordID(Handle(Array(digest.prefix(16))) ?? .zero)
    }

    private static func place(_ id: RecordID) -> Sealer.Place { .field(id, field, schemaVersion: 1) }

    /// What writes the record of a token in the place of an earlier one, or takes it away when there is nobody else.
    func write(
        for subject: SubjectToken, over former: StoredRecord?, _ sealer: Sealer, _ system: SystemKeys, at now: Instant
    ) throws -> RecordWrite? {
        let id = Self.id(subject)
        guard !others.isEmpty else {
            return former.map { .remove($0.id, subject: $0.subject, expecting: $0.version) }
        }
        let value = try sealer.seal(CBOR.encode(self), with: system.text, id: SystemKeys.textID, at: Self.place(id))
        return .put(
            StoredRecord(
                id: id, subject: Self.owner, name: Self.name, version: (former?.version ?? 0) + 1,
                purposes: ["custody.mergedPeople"],
                fields: [Self.field: StoredField(value: value, category: "custody.evidence")], collectedAt: now),
            expecting: former?.version)
    }
}

extension MergedPeople {
    /// Nobody else.
    static let none = MergedPeople(others: [])

    /// What a record says.
    init(_ record: StoredRecord, _ sealer: Sealer, _ system: SystemKeys) throws {
        guard record.name == Self.name, let field = record.fields[Self.field] else {
            throw CustodianError(.integrity, "who was merged with whom cannot be read; run verify")
        }
        self = try CBOR.decode(Self.self, from: sealer.open(field.value, with: system.text, at: Self.place(record.id)))
        since = since ?? record.receipt
    }
}
