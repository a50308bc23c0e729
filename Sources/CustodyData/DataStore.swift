public import CustodyModel

/// Keeps personal records. It sees tokens, sealed values and what it must find them by; it is never given a name or a key.
///
/// Rules for an implementation:
/// - Changes are staged and take effect when their unit of work commits: all of a change or nothing of it.
/// - Preconditions are checked at commit against what is durable; a change that loses throws ``DataError`` and leaves no trace.
/// - Two changes of one unit that write the same thing fail it with `writtenTwice`; ``DataRules/refusal(of:in:)`` finds them.
/// - The completion of an erasure that meets records that cannot be read now throws `unreadable`, or where that shows only once it is durable
///   answers with `isUnfinished`: the erasure stays begun, and the custodian finishes it at a later opening.
/// - Reads see durable changes only, and every change whose commit was answered.
/// - Lists are in the order of the record's bytes, expiry lists by instant first. A cursor stays good while others write.
///
/// `DataStoreContract` in CustodyTesting holds the promises in executable form.
public protocol DataStore: Sendable {
    /// Stages a change; what it took away is known after the commit.
    @discardableResult
    func stage(_ change: DataChange, in unit: inout UnitOfWork) -> Staged<DataOutcome>

    /// What an identifier stands for; nil when it is not bound.
    func token(for index: BlindIndex) async throws -> Handle?

    /// The identifiers that are bound to a handle, in the order of their bytes: an erasure unbinds them.
    func identifiers(boundTo handle: Handle) async throws -> [BoundIdentifier]

    /// Some of all identifiers, in an order of the store's own. What is bound before the first page is asked for and not changed
    /// until the last stands in one of them.
    ///
    /// - Parameters:
    ///   - cursor: where the page before ended; nil for the first.
    ///   - limit: about how many, and one at least; a page may hold more, so that those of one handle stay together.
    func identifiers(after cursor: UInt64?, limit: Int) async throws -> IdentifierPage

    /// What is remembered about an identifier that was erased; nil when nothing is.
    ///
    /// The store has no clock: whether ``Suppression/until`` has passed is for the caller to see.
    func suppression(for index: BlindIndex) async throws -> Suppression?

    /// Some of what is remembered about erased identifiers, in an order of the store's own. What is remembered before the first page is
    /// asked for and not changed until the last stands in one of them.
    ///
    /// - Parameters:
    ///   - cursor: where the page before ended; nil for the first.
    ///   - limit: about how many, and one at least; a page may hold more.
    func suppressions(after cursor: UInt64?, limit: Int) async throws -> SuppressionPage

    /// One record; nil when there is none.
    func record(_ id: RecordID) async throws -> StoredRecord?

    /// The records of a subject, of one kind or of all.
    func records(of subject: SubjectToken, name: RecordName?) async throws -> [StoredRecord]

    /// Some of the records of a subject, in the order of their bytes, at most `limit` (at least one) after the record `after`; none when
    /// there are no more. What is not changed between the pages stands in exactly one of them.
    func records(of subject: SubjectToken, after: RecordID?, limit: Int) async throws -> [StoredRecord]

    /// The commit of the last change to the subject's records, erasure included; zero when there was none.
    func subjectVersion(_ subject: SubjectToken) async throws -> CommitSequence

    /// Erasures that were begun and whose records are not dropped yet.
    func begunErasures() async throws -> [BegunErasure]

    /// Records over all subjects, a page at a time. While an erasure is begun a page may hold fewer than it has room for, or none, and a
    /// record may stand where a field puts it that is to be dropped: the last page is the one without a next.
    ///
    /// - Throws: ``DataError/Code/invalidQuery`` for a page without room.
    func records(_ query: RecordQuery) async throws -> RecordPage

    /// At least as many records as the question finds, and not many more: those that a purpose and one above it both hold may count
    /// twice, and those of a begun erasure count until they are dropped.
    func count(of filter: RecordQuery.Filter) async throws -> Int

    /// How often anything was changed since the store was opened, for ``DataChange/requireRecords(_:seen:)``; nil when it is not counted.
    func changeCount() async throws -> UInt64?

    /// How much is kept.
    func counts() async throws -> DataCounts
}

extension DataStore {
    /// Counts a page after another. A store that has an index should ask it.
    public func count(of filter: RecordQuery.Filter) async throws -> Int {
        var (count, after): (Int, PageCursor?) = (0, nil)
        repeat {
            let page = try await records(RecordQuery(filter, after: after, limit: 1000))
            count += page.records.count
            after = page.next
        } while after != nil
        return count
    }

    /// Nothing is counted: preconditions are always looked at.
    public func changeCount() async throws -> UInt64? { nil }

    /// The indexes that are bound to a handle, in the order of their bytes.
    public func indexes(boundTo handle: Handle) async throws -> [BlindIndex] {
        try await identifiers(boundTo: handle).map(\.index)
    }

    /// Some of the records of a subject, out of all of them. A store that can read a page by itself should.
    public func records(of subject: SubjectToken, after: RecordID?, limit: Int) async throws -> [StoredRecord] {
        Array(
            try await records(of: subject, name: nil)
                .filter { record in after.map { record.id.handle > $0.handle } ?? true }
                .sorted { $0.id.handle < $1.id.handle }
                .prefix(max(1, limit)))
    }

    /// All records of a subject.
    public func records(of subject: SubjectToken) async throws -> [StoredRecord] {
        try await records(of: subject, name: nil)
    }
}
