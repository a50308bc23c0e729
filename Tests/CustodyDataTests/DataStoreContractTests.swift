import CustodyData
import CustodyModel
import CustodyTesting
import Synchronization
import Testing

@Suite("The DataStore contract")
struct DataStoreContractTests {
    @Test("is kept in memory", arguments: DataStoreContract.promises)
    func inMemory(_ promise: ContractPromise<any DataStore>) async throws {
        try await promise.verify { InMemoryDataStore(committingTo: MemoryCoordinator()) }
    }

    @Test("has promises that each have a name of their own")
    func names() {
        #expect(Set(DataStoreContract.promises.map(\.description)).count == DataStoreContract.promises.count)
    }

    @Test("catches a store that breaks it", arguments: BrokenStore.Fault.allCases)
    func catches(_ fault: BrokenStore.Fault) async throws {
        let promises = DataStoreContract.promises.filter { $0.description.contains(fault.rawValue) }
        #expect(!promises.isEmpty)
        for promise in promises {
            await #expect(throws: BrokenPromise.self, "\(promise)") { try await promise.verify { BrokenStore(fault) } }
        }
    }
}

/// A store with one thing wrong. The raw value is a part of the promise that must catch it.
struct BrokenStore: DataStore {
    enum Fault: String, CaseIterable {
        case splitsBatches = "one bad write in a batch leaves none"
        case ignoresRequirements = "who read a subject can require"
        case rebinds = "an identifier stands for one token only"
        case overwrites = "a new record replaces none"
        case keepsIdentifiers = "an unbound identifier stands for nobody"
        case ignoresPurposeTree = "by what they were collected for"
        case includesTheInstant = "only before the instant"
        case skipsRecords = "pages join without a gap"
        case neverErases = "erasing a subject drops everything"
        case erasesTooMuch = "keeps what is sealed under a class"
        case forgetsSuppressions = "an erased identifier is remembered"
        case losesReceipts = "with the commit as its receipt"
        case countsRecordsAsSubjects = "come in the order of their bytes"
        case acceptsOldVersions = "a write that saw another version"
        case changesKinds = "a record keeps its subject and its kind"
        case acceptsEmptyPages = "a page without room is refused"
        case keepsSuppressions = "what is remembered of erased identifiers is listed"
        case losesNotes = "a bound identifier keeps its note"
        case skipsIdentifiers = "every identifier stands in a page"
        case unbindsBlindly = "all identifiers of somebody go together"
        case rebindsBlindly = "an entry takes the place of the former one"
        case forgetsErasedVersions = "nothing read before is written after"
        case showsBegun = "a begun erasure is seen at once"
        case skipsOwnRecords = "a subject's records come in pages"
        case forgetsBegun = "a begun erasure is told of"
        case tellsLosersAnything = "of writers at the same time one succeeds"
        case dropsTheSecond = "two changes of one unit that write the same thing"
        case countsPlaces = "an identifier that stays stands in one page"
        case countsRemembered = "what is remembered of an erased identifier stands in one page"
        case sortsSigned = "whatever the bytes"
        case narrowsNumbers = "every value of its range reads back"
        case sortsPurposes = "a record with everything set reads back"
        case missesRemovals = "removing a record or a field changes"
        case hasNoRoom = "a page of what is known of people has room"
    }

    let fault: Fault
    let store: InMemoryDataStore
    private let written = Written()

    /// The records that were staged to be written.
    private final class Written: Sendable {
        let records = Mutex<Set<RecordID>>([])
    }

    init(_ fault: Fault) {
        self.fault = fault
        store = InMemoryDataStore(committingTo: LaxCoordinator(fault))
    }

    @discardableResult
    func stage(_ change: DataChange, in unit: inout UnitOfWork) -> Staged<DataOutcome> {
        switch (fault, change) {
        case (.splitsBatches, .write(let writes, let requiring)) where writes.count > 1:
            // Each by itself; the coordinator below keeps the good ones.
            for write in writes.dropLast() { store.stage(.write([write], requiring: requiring), in: &unit) }
            return store.stage(.write(writes.suffix(1)), in: &unit)
        case (.dropsTheSecond, .write(let writes, _)):
            let isSecond = written.records.withLock { records in
                writes.reduce(false) { !records.insert($1.record).inserted || $0 }
            }
            return store.stage(isSecond ? .write([]) : change, in: &unit)
        case (.keepsSuppressions, .lift): return store.stage(.lift([]), in: &unit)
        case (.unbindsBlindly, .unbindAll(let indexes, _)): return store.stage(.unbind(indexes), in: &unit)
        case (.rebindsBlindly, .rebind(let entries)):
            store.stage(.unbind(Array(entries.keys)), in: &unit)
            for entry in entries.values { store.stage(.bind(entry.index, to: entry.handle, noting: entry.note), in: &unit) }
            return store.stage(.unbind([]), in: &unit)
        case (.keepsIdentifiers, .unbind): return store.stage(.unbind([]), in: &unit)
        case (.neverErases, .eraseSubject), (.showsBegun, .beginErasure): return store.stage(.write([]), in: &unit)
        case (.erasesTooMuch, .eraseSubject(let subject, _, _)):
            return store.stage(.eraseSubject(subject, keeping: []), in: &unit)
        case (.forgetsSuppressions, .suppress): return store.stage(.write([]), in: &unit)
        default: return store.stage(change, in: &unit)
        }
    }

    func token(for index: BlindIndex) async throws -> Handle? { try await store.token(for: index) }
    func identifiers(boundTo handle: Handle) async throws -> [BoundIdentifier] {
        var bound = try await store.identifiers(boundTo: handle)
        if fault == .losesNotes { for place in bound.indices { bound[place].note = nil } }
        return bound
    }
    func identifiers(after cursor: UInt64?, limit: Int) async throws -> IdentifierPage {
        if fault == .countsPlaces {
            let all = try await store.identifiers(after: nil, limit: .max).identifiers
            let (page, next) = places(all.sorted { $0.index.handle < $1.index.handle }, cursor, limit)
            return IdentifierPage(page, next: next)
        }
        var page = try await store.identifiers(after: cursor, limit: limit)
        if fault == .skipsIdentifiers { page.identifiers = Array(page.identifiers.dropFirst()) }
        return page
    }
    func suppressions(after cursor: UInt64?, limit: Int) async throws -> SuppressionPage {
        if fault == .hasNoRoom, limit < 1 { return SuppressionPage([], next: cursor ?? 0) }
        guard fault == .countsRemembered else { return try await store.suppressions(after: cursor, limit: limit) }
        let all = try await store.suppressions(after: nil, limit: .max).suppressions
        let (page, next) = places(all.sorted { $0.index.handle < $1.index.handle }, cursor, limit)
        return SuppressionPage(page, next: next)
    }
    /// A page by how many places were passed, whatever stands in them now.
    private func places<Element>(_ all: [Element], _ cursor: UInt64?, _ limit: Int) -> (page: [Element], next: UInt64?) {
        let start = Int(clamping: cursor ?? 0)
        let page = Array(all.dropFirst(start).prefix(max(1, limit)))
        return (page, start + page.count < all.count ? UInt64(start + page.count) : nil)
    }
    func suppression(for index: BlindIndex) async throws -> Suppression? { try await store.suppression(for: index) }

    func record(_ id: RecordID) async throws -> StoredRecord? {
        guard var record = try await store.record(id) else { return nil }
        if fault == .losesReceipts { record.receipt = .zero }
        if fault == .narrowsNumbers { record.schemaVersion = Int(Int32(truncatingIfNeeded: record.schemaVersion)) }
        if fault == .sortsPurposes { record.purposes.sort() }
        return record
    }

    func records(of subject: SubjectToken, name: RecordName?) async throws -> [StoredRecord] {
        let records = try await store.records(of: subject, name: name)
        guard fault == .sortsSigned else { return records }
        return records.sorted { left, right in
            left.id.bytes.lazy.map { Int8(bitPattern: $0) }
                .lexicographicallyPrecedes(right.id.bytes.lazy.map { Int8(bitPattern: $0) })
        }
    }

    func records(of subject: SubjectToken, after: RecordID?, limit: Int) async throws -> [StoredRecord] {
        let page = try await store.records(of: subject, after: after, limit: limit)
        return fault == .skipsOwnRecords && after != nil ? Array(page.dropFirst()) : page
    }

    func subjectVersion(_ subject: SubjectToken) async throws -> CommitSequence {
        if fault == .forgetsErasedVersions, try await store.records(of: subject, name: nil).isEmpty { return .zero }
        if fault == .missesRemovals {
            return try await store.records(of: subject, name: nil).map(\.receipt).max() ?? .zero
        }
        return try await store.subjectVersion(subject)
    }

    func begunErasures() async throws -> [BegunErasure] {
        fault == .forgetsBegun ? [] : try await store.begunErasures()
    }

    func records(_ query: RecordQuery) async throws -> RecordPage {
        var query = query
        if fault == .acceptsEmptyPages, query.limit < 1 { return RecordPage([], next: nil) }
        if fault == .includesTheInstant, case .expiring(let instant) = query.filter {
            query.filter = .expiring(before: instant.adding(milliseconds: 1))
        }
        var page = try await store.records(query)
        if fault == .ignoresPurposeTree, case .heldFor(let purpose) = query.filter {
            page.records.removeAll { !$0.purposes.contains(purpose) }
        }
        if fault == .skipsRecords, query.after != nil { page.records = Array(page.records.dropFirst()) }
        return page
    }

    func counts() async throws -> DataCounts {
        var counts = try await store.counts()
        if fault == .countsRecordsAsSubjects { counts.subjects = counts.records }
        return counts
    }
}

/// Overlooks what the fault says it must not.
final class LaxCoordinator: CommitCoordinator {
    private let inner = MemoryCoordinator()
    private let fault: BrokenStore.Fault

    init(_ fault: BrokenStore.Fault) { self.fault = fault }

    var lastSequence: CommitSequence { inner.lastSequence }

    func sequence(of idempotency: Idempotency) throws -> CommitSequence? { try inner.sequence(of: idempotency) }

    private var overlooked: DataError.Code? {
        switch fault {
        case .rebinds: .alreadyBound
        case .overwrites: .recordExists
        case .ignoresRequirements: .subjectChanged
        case .acceptsOldVersions: .versionConflict
        case .changesKinds: .identityChanged
        default: nil
        }
    }

    /// What a database says to whoever was slower, as it is.
    private struct SerializationFailure: Error {}

    func commit(_ changes: [StagedChange], idempotency: Idempotency?) async throws -> Commit {
        do { return try await attempt(changes, idempotency) } catch let error as DataError
            where fault == .tellsLosersAnything && error.code == .versionConflict
        { throw SerializationFailure() }
    }

    private func attempt(_ changes: [StagedChange], _ idempotency: Idempotency?) async throws -> Commit {
        var kept: [StagedChange] = []
        var failure: (any Error)?
        for var change in changes {
            do { try change.validate() } catch let error as DataError where error.code == overlooked {
                change.validate = {}
            } catch  where fault == .splitsBatches {
                failure = error
                continue
            }
            kept.append(change)
        }
        let commit = try await inner.commit(kept, idempotency: idempotency)
        if let failure { throw failure }
        return commit
    }
}
