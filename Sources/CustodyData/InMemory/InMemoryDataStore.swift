public import CustodyModel

/// Records in memory. What makes them last is the coordinator: in memory alone they live as long as the process. A file backend
/// writes each change to its journal, and has the records themselves stand in rows on disk.
///
/// Finding by token, record or identifier takes constant time, a page takes time in proportion to its length.
public final class InMemoryDataStore: DataStore {
    private let store: ResidentStore<DataState>

    /// An empty store whose changes `coordinator` commits.
    public convenience init(committingTo coordinator: any CommitCoordinator) {
        self.init(committingTo: coordinator, rows: nil)
    }

    /// An empty store, or one to restore and replay into, whose rows stand in `rows`.
    package init(committingTo coordinator: any CommitCoordinator, rows: (any RowLog)?) {
        store = ResidentStore(DataState(in: rows), committingTo: coordinator)
    }

    /// Stages a change.
    @discardableResult
    public func stage(_ change: DataChange, in unit: inout UnitOfWork) -> Staged<DataOutcome> {
        if let refusal = DataRules.refusal(of: change, in: &unit) { return store.stage(refusing: refusal, in: &unit) }
        return store.stage(change, in: &unit)
    }

    /// Takes in a change that was durable before this process began.
    public func replay(_ bytes: [UInt8], at sequence: CommitSequence) throws { try store.replay(bytes, at: sequence) }

    /// What an identifier stands for.
    public func token(for index: BlindIndex) async throws -> Handle? { try store.read { try $0.bindings.value(index) } }

    /// The identifiers that are bound to a handle.
    public func identifiers(boundTo handle: Handle) async throws -> [BoundIdentifier] {
        try store.read { try $0.identifiers(boundTo: handle) }
    }

    /// Some of all identifiers.
    public func identifiers(after cursor: UInt64?, limit: Int) async throws -> IdentifierPage {
        try store.read { try $0.identifiers(after: cursor, limit: limit) }
    }

    /// What is remembered about an identifier that was erased.
    public func suppression(for index: BlindIndex) async throws -> Suppression? {
        try store.read { try $0.suppressions.value(index) }
    }

    /// Some of what is remembered about erased identifiers.
    public func suppressions(after cursor: UInt64?, limit: Int) async throws -> SuppressionPage {
        try store.read { try $0.suppressions(after: cursor, limit: limit) }
    }

    /// One record.
    public func record(_ id: RecordID) async throws -> StoredRecord? { try store.read { try $0.record(id) } }

    /// The records of a subject.
    public func records(of subject: SubjectToken, name: RecordName?) async throws -> [StoredRecord] {
        try store.read { try $0.records(of: subject, name: name) }
    }

    /// Some of the records of a subject.
    public func records(of subject: SubjectToken, after: RecordID?, limit: Int) async throws -> [StoredRecord] {
        try store.read { try $0.records(of: subject, after: after, limit: limit) }
    }

    /// The commit of the last change to the subject's records.
    public func subjectVersion(_ subject: SubjectToken) async throws -> CommitSequence {
        try store.read { try $0.version(of: subject) }
    }

    /// Erasures that were begun and whose records are not dropped yet.
    public func begunErasures() async throws -> [BegunErasure] { try store.read { $0.begunErasures } }

    /// Records over all subjects.
    public func records(_ query: RecordQuery) async throws -> RecordPage {
        guard query.limit > 0 else {
            throw DataError(.invalidQuery, "the page has room for \(query.limit) records; ask for at least one")
        }
        return try store.read { try $0.page(query) }
    }

    /// At least as many records as the question finds.
    public func count(of filter: RecordQuery.Filter) async throws -> Int { try store.read { $0.indexes.count(of: filter) } }

    /// How often anything was changed since the store was opened.
    public func changeCount() async throws -> UInt64? { store.changes }

    /// How much is kept.
    public func counts() async throws -> DataCounts { try store.read { try $0.counts() } }

    /// What is kept, to be compared in tests.
    var state: DataState { store.snapshot }
}

extension InMemoryDataStore: KeptStore {
    package func snapshot() -> any VisitableState { store.snapshot }
    package func visit(_ visitor: inout some StateVisitor) throws { try store.visit(&visitor) }
}
