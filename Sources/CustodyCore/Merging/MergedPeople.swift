import CustodyConsent
import CustodyData
import CustodyKeys
import CustodyModel

/// That tokens turned out to stand for one person: a record of the store itself for each of them, which names the others.
///
/// Each keeps its identifiers, its keys and its records, so that a merge can be undone.
struct MergedPeople: Codable, Equatable, Sendable {
    /// That somebody became known to be the same person.
    struct Joining: Codable, Equatable, Sendable {
        /// The commit that said so; nil when it is the one that wrote the record.
        var commit: CommitSequence?
        /// When it was recorded.
        var recordedAt: Instant
    }

    /// The others, in the order of their bytes.
    var others: [SubjectToken]
    /// The newest commit that merged them; nil when it is the one that wrote this record.
    var since: CommitSequence?
    /// That of each of the others; nil in what an older version wrote.
    var joinings: [Joining]?

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
    ///
    /// Of one that an older version wrote, all became known at once, when the record was written.
    init(_ record: StoredRecord, _ sealer: Sealer, _ system: SystemKeys) throws {
        guard let content = try Self.kept.content(of: record, sealer, system) else {
            throw CustodianError(.integrity, "who was merged with whom cannot be read; run verify")
        }
        self = content
        let written = joinings ?? others.map { _ in Joining(commit: since, recordedAt: record.collectedAt) }
        joinings = written.map { Joining(commit: $0.commit ?? record.receipt, recordedAt: $0.recordedAt) }
        since = since ?? record.receipt
    }

    /// The same person with these others from now on. Who was known already stays known since then.
    func joined(by others: [SubjectToken], at now: Instant) -> MergedPeople {
        let known = Dictionary(zip(self.others, self.joinings ?? [])) { $1 }
        let joinings = others.map { known[$0] ?? Joining(commit: nil, recordedAt: now) }
        let isNew = joinings.contains { $0.commit == nil }
        return MergedPeople(
            others: others, since: isNew ? nil : joinings.compactMap(\.commit).max(), joinings: joinings)
    }

    /// Who was known to be the person as far as the horizon goes: what was answered before a merge stays the answer.
    func known(by horizon: ConsentHorizon) -> MergedPeople {
        let known = zip(others, joinings ?? []).filter {
            horizon.admits($1.commit ?? CommitSequence(rawValue: .max), $1.recordedAt)
        }
        return MergedPeople(
            others: known.map { $0.0 }, since: known.compactMap { $0.1.commit }.max(), joinings: known.map { $0.1 })
    }
}
