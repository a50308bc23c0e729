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

    private static let kept = OwnRecord<Self>("custody.mergedPeople", field: "others")

    /// Finds the record of each of them.
    static let everybody = RecordQuery.Filter.heldFor("custody.mergedPeople")

    /// One for each token.
    static func id(_ subject: SubjectToken) -> RecordID { RecordID(of: "custody/merged-people/v1", subject.bytes) }

    /// What writes the record of a token in the place of an earlier one, or takes it away when there is nobody else.
    func write(
        for subject: SubjectToken, over former: StoredRecord?, _ sealer: Sealer, _ system: SystemKeys, at now: Instant
    ) throws -> RecordWrite? {
        guard !others.isEmpty else {
            return former.map { .remove($0.id, subject: $0.subject, expecting: $0.version) }
        }
        return try Self.kept.write(
            self, as: Self.id(subject), for: ["custody.mergedPeople"], over: former, sealer, system, at: now)
    }
}

extension MergedPeople {
    /// Nobody else.
    static let none = MergedPeople(others: [])

    /// What a record says.
    init(_ record: StoredRecord, _ sealer: Sealer, _ system: SystemKeys) throws {
        guard let content = try Self.kept.content(of: record, sealer, system) else {
            throw CustodianError(.integrity, "who was merged with whom cannot be read; run verify")
        }
        self = content
        since = since ?? record.receipt
    }
}
