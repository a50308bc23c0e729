import CustodyAudit
import CustodyConsent
import CustodyCore
import CustodyData
import CustodyModel
import CustodyTesting
import Synchronization

/// A backend in memory that says it can everything, and has one thing wrong. The raw value is a part of the promise that must catch it.
enum BackendFault: String, CaseIterable {
    case splitsUnits = "the changes of one unit commit together"
    case usesNumbersUp = "what is refused uses no number"
    case forgetsRetries = "a unit that is delivered twice commits once"
    case skipsChecks = "of many units that write over one version"
    case losesSome = "units of many tasks all commit"
    case wakesNobody = "whoever waits for a commit"
    case cutsNames = "names that look like a part of a question"
    case losesAll = "what was acknowledged is there after reopening"
    case losesRetries = "a unit that is delivered again after reopening"
    case keepsItsLife = "each opening in which something is committed"
    case beginsAnotherLog = "the log goes on where it was"
    case readsItsOwn = "what one process committed another reads"
    case locksNobodyOut = "of two processes that write over one version"
    case writesItsOwnLog = "two processes write one log"
    case checksEarly = "what a unit requires still holds"
    case showsLate = "who follows the log misses no commit"
    case overlooksDeliveries = "a unit that many tasks deliver at once"
    case abandonsCancelled = "cancelling who committed"
    case keepsPrepared = "a change that fails while it is prepared"
    case goesOn = "after a commit that could not be taken in"
    case foldsNames = "names that differ are apart"
    case narrowsHorizons = "a question at the end of a range"
    case sortsSigned = "people and what is due are listed by their bytes"
    case forgetsErased = "what was taken away is gone after reopening"
    case tellsNobody = "that one process changed what decisions rest on"
    case sharesItsLife = "another process has a life of its own"
    case countsItsOwn = "a count that was seen here"

    /// Nil for a backend without a fault.
    static func fixture(_ fault: BackendFault?) -> BackendFixture {
        let coordinator = BrokenCoordinator(fault)
        let authority = MemoryAuthority(committingTo: coordinator)
        let lives = Lives()
        @Sendable func fresh() async throws -> Backends {
            var backends = try await Backends.inMemory(controller: "acme", coordinator: coordinator)
            backends = fault == .tellsNobody ? backends : authority.marking(backends)
            switch fault {
            case .cutsNames:
                // As a C library would.
                backends.data = RenamingDataStore(base: backends.data) { String($0.prefix { $0 != "\0" }) }
            case .foldsNames: backends.data = RenamingDataStore(base: backends.data) { $0.lowercased() }
            case .countsItsOwn: backends.consent = OwnCountLedger(base: backends.consent)
            case .narrowsHorizons, .sortsSigned: backends.consent = SignedLedger(base: backends.consent, fault: fault)
            default: break
            }
            return backends
        }
        @Sendable func otherLog(_ backends: Backends) throws -> any AuditSink {
            try InMemoryAuditSink(
                origin: Backends.origin(backends.store), signer: try Backends.auditSigner(backends.store, backends.system),
                checkpoints: InMemoryCheckpointStore(), committingTo: coordinator)
        }
        return BackendFixture(
            make: fresh,
            reopen: { backends in
                if fault == .losesAll { return try await fresh() }
                if fault == .losesRetries { coordinator.fault = .forgetsRetries }
                if fault == .forgetsErased {
                    let remembered = try await backends.data.suppressions(after: nil, limit: .max).suppressions
                    var unit = UnitOfWork()
                    backends.data.stage(.lift(remembered.map(\.index)), in: &unit)
                    _ = try await unit.commit()
                }
                var reopened = backends
                if fault != .keepsItsLife { reopened.life += 1 }
                if fault == .beginsAnotherLog { reopened.audit = try otherLog(backends) }
                return reopened
            },
            openBeside: { backends in
                if fault == .readsItsOwn { return try await Backends.inMemory(controller: "acme") }
                if fault == .locksNobodyOut { coordinator.fault = .skipsChecks }
                var beside = backends
                if fault != .sharesItsLife { beside.life = lives.another() }
                if fault == .writesItsOwnLog { beside.audit = try otherLog(backends) }
                return beside
            })
    }
}

/// Commits in memory, more or less as it should.
final class BrokenCoordinator: CommitCoordinator {
    let base = MemoryCoordinator()
    let desk = CommitDesk()
    private struct State {
        var fault: BackendFault?
        var count = 0
    }

    private let state: Mutex<State>

    init(_ fault: BackendFault?) { state = Mutex(State(fault: fault)) }

    var fault: BackendFault? {
        get { state.withLock { $0.fault } }
        set { state.withLock { $0.fault = newValue } }
    }

    var lastSequence: CommitSequence { base.lastSequence }

    func sequence(of idempotency: Idempotency) throws -> CommitSequence? { try base.sequence(of: idempotency) }

    func committed(after sequence: CommitSequence) async throws -> Bool {
        if fault == .showsLate { desk.showHeld(upTo: sequence) }
        return fault == .wakesNobody ? false : try await base.committed(after: sequence)
    }

    func commit(_ changes: [StagedChange], idempotency: Idempotency?) async throws -> Commit {
        let count = state.withLock { state in
            state.count += 1
            return state.count
        }
        switch fault {
        case .splitsUnits:
            var last: Commit?
            for change in changes { last = try await base.commit([change], idempotency: nil) }
            return last ?? Commit(sequence: base.lastSequence, isDuplicate: false, results: [:])
        case .usesNumbersUp:
            do { return try await base.commit(changes, idempotency: idempotency) } catch {
                _ = try await base.commit([], idempotency: nil)
                throw error
            }
        case .forgetsRetries: return try await base.commit(changes, idempotency: nil)
        case .skipsChecks: return try await base.commit(changes.map(\.unchecked), idempotency: idempotency)
        case .checksEarly: return try await commitCheckedEarly(changes, idempotency)
        case .showsLate where count == 5: return try await commitHolding(changes, idempotency)
        case .overlooksDeliveries: return try await commitOverlooking(changes, idempotency)
        case .abandonsCancelled: return try await commitUnlessCancelled(changes, idempotency)
        case .keepsPrepared: return try await commitOneByOne(changes)
        case .goesOn: return try await base.commit(changes.map(\.lenient), idempotency: idempotency)
        case .losesSome where count.isMultiple(of: 5):
            return Commit(sequence: base.lastSequence, isDuplicate: false, results: [:])
        default: return try await base.commit(changes, idempotency: idempotency)
        }
    }
}

/// Keeps every name as it makes another of it.
private struct RenamingDataStore: DataStore {
    let base: any DataStore
    let rename: @Sendable (String) -> String

    private func cut<Cut: Name>(_ name: Cut) -> Cut { Cut(rawValue: rename(name.rawValue)) }

    func stage(_ change: DataChange, in unit: inout UnitOfWork) -> Staged<DataOutcome> {
        guard case .write(let writes, let requiring) = change else { return base.stage(change, in: &unit) }
        let cutWrites = writes.map { write in
            guard case .put(var record, let expected) = write else { return write }
            record.name = cut(record.name)
            record.purposes = record.purposes.map(cut)
            return .put(record, expecting: expected)
        }
        return base.stage(.write(cutWrites, requiring: requiring), in: &unit)
    }

    func records(_ query: RecordQuery) async throws -> RecordPage {
        guard case .heldFor(let purpose) = query.filter else { return try await base.records(query) }
        return try await base.records(RecordQuery(.heldFor(cut(purpose)), after: query.after, limit: query.limit))
    }

    func token(for index: BlindIndex) async throws -> Handle? { try await base.token(for: index) }
    func identifiers(boundTo handle: Handle) async throws -> [BoundIdentifier] { try await base.identifiers(boundTo: handle) }
    func identifiers(after cursor: UInt64?, limit: Int) async throws -> IdentifierPage {
        try await base.identifiers(after: cursor, limit: limit)
    }
    func suppression(for index: BlindIndex) async throws -> Suppression? { try await base.suppression(for: index) }
    func suppressions(after cursor: UInt64?, limit: Int) async throws -> SuppressionPage {
        try await base.suppressions(after: cursor, limit: limit)
    }
    func record(_ id: RecordID) async throws -> StoredRecord? { try await base.record(id) }
    func records(of subject: SubjectToken, name: RecordName?) async throws -> [StoredRecord] {
        try await base.records(of: subject, name: name)
    }
    func subjectVersion(_ subject: SubjectToken) async throws -> CommitSequence { try await base.subjectVersion(subject) }
    func begunErasures() async throws -> [BegunErasure] { try await base.begunErasures() }
    func counts() async throws -> DataCounts { try await base.counts() }
}

/// Takes numbers, or bytes, for signed ones.
private struct SignedLedger: ConsentLedger {
    let base: any ConsentLedger
    let fault: BackendFault?

    func stage(_ change: ConsentChange, in unit: inout UnitOfWork) throws { try base.stage(change, in: &unit) }
    func history(of subject: SubjectToken) async throws -> [ConsentEntry] { try await base.history(of: subject) }
    func notice(_ hash: NoticeHash) async throws -> Notice? { try await base.notice(hash) }
    func noticeBook() async throws -> NoticeBook { try await base.noticeBook() }
    func consents(_ query: ConsentQuery) async throws -> ConsentPage { try await base.consents(query) }
    func subjects(after: SubjectToken?, limit: Int) async throws -> [SubjectToken] {
        let subjects = try await base.subjects(after: after, limit: limit)
        return fault == .sortsSigned ? subjects.sorted { Self.first($0) < Self.first($1) } : subjects
    }
    private static func first(_ subject: SubjectToken) -> Int8 { Int8(bitPattern: subject.bytes.first ?? 0) }
    func status(
        of subject: SubjectToken, purpose: Purpose, at validAt: Instant?, knownAt horizon: ConsentHorizon
    ) async throws -> ConsentStatus {
        var horizon = horizon
        if fault == .narrowsHorizons, case .commit(let last) = horizon, Int64(bitPattern: last.rawValue) < 0 {
            horizon = .commit(.zero)
        }
        return try await base.status(of: subject, purpose: purpose, at: validAt, knownAt: horizon)
    }
}
