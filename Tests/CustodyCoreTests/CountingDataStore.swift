import CustodyData
import CustodyModel
import Synchronization

/// Counts the records of each person that are read.
final class CountingDataStore: DataStore {
    private let base: any DataStore
    private let reads = Mutex<[SubjectToken: Int]>([:])

    init(_ base: any DataStore) { self.base = base }

    /// How many records of the person were read so far.
    func reads(of subject: SubjectToken) -> Int { reads.withLock { $0[subject] ?? 0 } }

    private func counting(_ records: [StoredRecord]) {
        reads.withLock { reads in for record in records { reads[record.subject, default: 0] += 1 } }
    }

    @discardableResult
    func stage(_ change: DataChange, in unit: inout UnitOfWork) -> Staged<DataOutcome> { base.stage(change, in: &unit) }
    func token(for index: BlindIndex) async throws -> Handle? { try await base.token(for: index) }
    func identifiers(boundTo handle: Handle) async throws -> [BoundIdentifier] { try await base.identifiers(boundTo: handle) }
    func identifiers(after cursor: UInt64?, limit: Int) async throws -> IdentifierPage {
        try await base.identifiers(after: cursor, limit: limit)
    }
    func suppression(for index: BlindIndex) async throws -> Suppression? { try await base.suppression(for: index) }
    func suppressions(after cursor: UInt64?, limit: Int) async throws -> SuppressionPage {
        try await base.suppressions(after: cursor, limit: limit)
    }
    func subjectVersion(_ subject: SubjectToken) async throws -> CommitSequence { try await base.subjectVersion(subject) }
    func begunErasures() async throws -> [BegunErasure] { try await base.begunErasures() }
    func counts() async throws -> DataCounts { try await base.counts() }

    func record(_ id: RecordID) async throws -> StoredRecord? {
        let record = try await base.record(id)
        counting([record].compactMap(\.self))
        return record
    }

    func records(of subject: SubjectToken, name: RecordName?) async throws -> [StoredRecord] {
        let records = try await base.records(of: subject, name: name)
        counting(records)
        return records
    }

    func records(_ query: RecordQuery) async throws -> RecordPage {
        let page = try await base.records(query)
        counting(page.records)
        return page
    }
}
