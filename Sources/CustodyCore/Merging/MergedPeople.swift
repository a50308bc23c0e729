import CustodyConsent
import CustodyData
import CustodyKeys
import CustodyModel

/// That tokens turned out to stand for one person: a record of the store itself for each of them, which names the others.
///
/// Each keeps its identifiers, its keys and its records, so that a merge can be undone. That it was undone is kept too: what was
/// answered in between stays the answer.
struct MergedPeople: Codable, Equatable, Sendable {
    /// That somebody became known to be the same person, or to be another.
    struct Turn: Codable, Equatable, Sendable {
        /// The commit that said so; nil when it is the one that wrote the record.
        var commit: CommitSequence?
        /// When it was recorded.
        var recordedAt: Instant
    }

    /// Somebody who was taken for the same person for a while.
    struct Parted: Codable, Equatable, Sendable {
        var other: SubjectToken
        var joined: Turn
        var parted: Turn
    }

    /// The others, in the order of their bytes.
    var others: [SubjectToken]
    /// The newest commit that merged them; nil when it is the one that wrote this record.
    var since: CommitSequence?
    /// Since when each of the others is known to be; nil in what an older version wrote.
    var joinings: [Turn]?
    /// Who was taken apart again, in that order; nil when nobody was, and in what an older version wrote.
    var parted: [Parted]?

    private static let kept = OwnRecord<Self>("custody.mergedPeople", field: "others")

    /// Finds the record of each of them; not of those who were taken apart from everybody.
    static let everybody = RecordQuery.Filter.heldFor("custody.mergedPeople")

    /// One for each token.
    static func id(_ subject: SubjectToken) -> RecordID { RecordID(of: "custody/merged-people/v1", subject.bytes) }

    /// What writes the record of a token in the place of an earlier one; nil when there is nobody else, and never was.
    func write(
        for subject: SubjectToken, over former: StoredRecord?, _ sealer: Sealer, _ system: SystemKeys, at now: Instant
    ) throws -> RecordWrite? {
        guard !others.isEmpty || parted != nil else { return nil }
        return try Self.kept.write(
            self, as: Self.id(subject), for: [others.isEmpty ? "custody.partedPeople" : "custody.mergedPeople"], over: former,
            sealer, system, at: now)
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
        func said(_ turn: Turn) -> Turn { Turn(commit: turn.commit ?? record.receipt, recordedAt: turn.recordedAt) }
        let written = joinings ?? others.map { _ in Turn(commit: since, recordedAt: record.collectedAt) }
        joinings = written.map { said($0) }
        parted = parted?.map { Parted(other: $0.other, joined: said($0.joined), parted: said($0.parted)) }
        since = since ?? record.receipt
    }

    /// When it changed last who they are; nil when it never did.
    var changedAt: Instant? { ((joinings ?? []) + (parted ?? []).map(\.parted)).map(\.recordedAt).max() }

    /// The same person with these others from now on. Who was known already stays known since then, and who is none of them any
    /// more was known until now.
    func joined(by others: [SubjectToken], at now: Instant) -> MergedPeople {
        let known = Dictionary(zip(self.others, self.joinings ?? [])) { $1 }
        let joinings = others.map { known[$0] ?? Turn(commit: nil, recordedAt: now) }
        let isNew = joinings.contains { $0.commit == nil }
        var parted = self.parted ?? []
        for other in self.others where !others.contains(other) {
            guard let joined = known[other] else { continue }
            parted.append(Parted(other: other, joined: joined, parted: Turn(commit: nil, recordedAt: now)))
        }
        return MergedPeople(
            others: others, since: isNew ? nil : joinings.compactMap(\.commit).max(), joinings: joinings,
            parted: parted.isEmpty ? nil : parted)
    }

    /// Who was known to be the person as far as the horizon goes: what was answered before a merge stays the answer, and what was
    /// answered between a merge and its undoing does too.
    func known(by horizon: ConsentHorizon) -> MergedPeople {
        func reaches(_ turn: Turn) -> Bool {
            horizon.admits(turn.commit ?? CommitSequence(rawValue: .max), turn.recordedAt)
        }
        var known: [(other: SubjectToken, joined: Turn)] = []
        for (other, joined) in zip(others, joinings ?? []) where reaches(joined) { known.append((other, joined)) }
        for former in parted ?? [] where reaches(former.joined) && !reaches(former.parted) {
            known.append((former.other, former.joined))
        }
        // In the order in which they were asked then.
        known.sort { $0.other.handle < $1.other.handle }
        return MergedPeople(
            others: known.map { $0.other }, since: known.compactMap { $0.joined.commit }.max(),
            joinings: known.map { $0.joined })
    }
}
