public import CustodyData
public import CustodyModel

/// A data store of which chosen calls fail.
public struct FaultyDataStore: DataStore {
    private let base: any DataStore
    private let coordinator: any CommitCoordinator
    private let faults: StoreFaults

    /// Wraps a store.
    ///
    /// - Parameters:
    ///   - coordinator: what the store commits to: a change that is to fail fails there, with its whole unit.
    public init(_ base: any DataStore, committingTo coordinator: any CommitCoordinator, faults: StoreFaults) {
        self.base = base
        self.coordinator = coordinator
        self.faults = faults
    }

    /// Stages a change, or one that fails when the unit commits.
    @discardableResult
    public func stage(_ change: DataChange, in unit: inout UnitOfWork) -> Staged<DataOutcome> {
        faults.stage(StoreCall.Data.stage, .data, to: coordinator, in: &unit)
        return base.stage(change, in: &unit)
    }

    /// What an identifier stands for.
    public func token(for index: BlindIndex) async throws -> Handle? {
        try await faults.perform(StoreCall.Data.token) { try await base.token(for: index) }
    }

    /// The identifiers that are bound to a handle.
    public func identifiers(boundTo handle: Handle) async throws -> [BoundIdentifier] {
        try await faults.perform(StoreCall.Data.indexes) { try await base.identifiers(boundTo: handle) }
    }

    /// Some of all identifiers.
    public func identifiers(after cursor: UInt64?, limit: Int) async throws -> IdentifierPage {
        try await faults.perform(StoreCall.Data.identifiers) { try await base.identifiers(after: cursor, limit: limit) }
    }

    /// What is remembered about an identifier that was erased.
    public func suppression(for index: BlindIndex) async throws -> Suppression? {
        try await faults.perform(StoreCall.Data.suppression) { try await base.suppression(for: index) }
    }

    /// Some of what is remembered about erased identifiers.
    public func suppressions(after cursor: UInt64?, limit: Int) async throws -> SuppressionPage {
        try await faults.perform(StoreCall.Data.suppressions) { try await base.suppressions(after: cursor, limit: limit) }
    }

    /// One record.
    public func record(_ id: RecordID) async throws -> StoredRecord? {
        try await faults.perform(StoreCall.Data.record) { try await base.record(id) }
    }

    /// The records of a subject.
    public func records(of subject: SubjectToken, name: RecordName?) async throws -> [StoredRecord] {
        try await faults.perform(StoreCall.Data.recordsOfSubject) { try await base.records(of: subject, name: name) }
    }

    /// Some of the records of a subject.
    public func records(of subject: SubjectToken, after: RecordID?, limit: Int) async throws -> [StoredRecord] {
        try await faults.perform(StoreCall.Data.recordsOfSubject) {
            try await base.records(of: subject, after: after, limit: limit)
        }
    }

    /// The commit of the last change to the subject's records.
    public func subjectVersion(_ subject: SubjectToken) async throws -> CommitSequence {
        try await faults.perform(StoreCall.Data.subjectVersion) { try await base.subjectVersion(subject) }
    }

    /// Erasures that were begun and whose records are not dropped yet.
    public func begunErasures() async throws -> [BegunErasure] {
        try await faults.perform(StoreCall.Data.begunErasures) { try await base.begunErasures() }
    }

    /// Records over all subjects.
    public func records(_ query: RecordQuery) async throws -> RecordPage {
        try await faults.perform(StoreCall.Data.query) { try await base.records(query) }
    }

    /// At least as many records as the question finds.
    public func count(of filter: RecordQuery.Filter) async throws -> Int {
        try await faults.perform(StoreCall.Data.count) { try await base.count(of: filter) }
    }

    /// How often anything was changed.
    public func changeCount() async throws -> UInt64? {
        try await faults.perform(StoreCall.Data.changeCount) { try await base.changeCount() }
    }

    /// How much is kept.
    public func counts() async throws -> DataCounts {
        try await faults.perform(StoreCall.Data.counts) { try await base.counts() }
    }
}
