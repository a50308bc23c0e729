public import CustodyModel

/// Records resident in memory. What makes them last is the coordinator: in memory alone they live as long as the process,
/// a file backend writes each change to its journal and replays it at open.
///
/// Finding by token, record or identifier takes constant time, a page takes time in proportion to its length.
public final class InMemoryDataStore: DataStore {
    private let store: ResidentStore<DataState>

    /// An empty store whose changes `coordinator` commits.
    public init(committingTo coordinator: any CommitCoordinator) {
        store = ResidentStore(DataState(), committingTo: coordinator)
    }

    /// Stages a change.
    @discardableResult
    public func stage(_ change: DataChange, in unit: inout UnitOfWork) -> Staged<DataOutcome> {
        store.stage(change, in: &unit)
    }

    /// Takes in a change that was durable before this process began.
    public func replay(_ bytes: [UInt8], at sequence: CommitSequence) throws { try store.replay(bytes, at: sequence) }

    /// What an identifier stands for.
    public func token(for index: BlindIndex) async -> Handle? { store.read { $0.bindings[index] } }

    /// The identifiers that are bound to a handle.
    public func indexes(boundTo handle: Handle) async -> [BlindIndex] {
        store.read { ($0.bound[handle] ?? []).sorted { $0.handle < $1.handle } }
    }

    /// What is remembered about an identifier that was erased.
    public func suppression(for index: BlindIndex) async -> Suppression? { store.read { $0.suppressions[index] } }

    /// One record.
    public func record(_ id: RecordID) async -> StoredRecord? { store.read { $0.records[id] } }

    /// The records of a subject.
    public func records(of subject: SubjectToken, name: RecordName?) async -> [StoredRecord] {
        store.read { $0.records(of: subject, name: name) }
    }

    /// The commit of the last change to the subject's records.
    public func subjectVersion(_ subject: SubjectToken) async -> CommitSequence { store.read { $0.version(of: subject) } }

    /// Records over all subjects.
    public func records(_ query: RecordQuery) async throws -> RecordPage {
        guard query.limit > 0 else {
            throw DataError(.invalidQuery, "the page has room for \(query.limit) records; ask for at least one")
        }
        return store.read { $0.page(query) }
    }

    /// How much is kept.
    public func counts() async -> DataCounts { store.read { $0.counts } }

    /// What is kept, to be compared in tests.
    var state: DataState { store.read { $0 } }
}
