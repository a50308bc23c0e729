import CustodyJournal
public import CustodyModel
import Synchronization

/// Commits through the write-ahead journal of a directory: one frame holds everything that one operation changed.
///
/// Commits that touch different things are in flight together and share a sync. A commit that meets another on a
/// `ConflictKey` waits for it, so that preconditions are always checked against what is durable.
public final class FileCoordinator: CommitCoordinator {
    private let state: Mutex<State>
    private let rows: FileRows
    private let signal = CommitSignal()

    private struct State {
        var journal: Journal?
        /// The newest commit that was handed to the journal.
        var handedOver = CommitSequence.zero
        var durable = CommitSequence.zero
        var done: CommittedKeys
        var reading: [ConflictKey: Int] = [:]
        var writing: Set<ConflictKey> = []
        var waiting: [CheckedContinuation<Attempt, Never>] = []
        /// Commits that the journal has not answered.
        var inFlight = 0
        /// Who waits for none to be in flight.
        var draining: [CheckedContinuation<Void, Never>] = []
        /// Why nothing more is committed.
        var stopped: CommitError?
        /// A durable commit was taken in by half, so that the states are of no commit.
        var isTorn = false
        var checkpoints = Checkpoints()

        func blocks(reads: Set<ConflictKey>, writes: Set<ConflictKey>) -> Bool {
            writes.contains { reading[$0] != nil || writing.contains($0) } || reads.contains { writing.contains($0) }
        }
    }

    /// When the next checkpoint is due, and the one that is being made.
    private struct Checkpoints {
        /// Weak, for the stores hold the coordinator: who lets a store go without closing it lets all of it go.
        weak var kept: KeptStores?
        var minimumBytes: UInt64 = .max
        /// After a failure: not before the journal has so many bytes more.
        var notBefore: UInt64 = 0
        var running: Task<Void, Never>?
    }

    private enum Attempt: Sendable {
        case done(Commit)
        case failed(any Error)
        case again
    }

    init(rows: FileRows) {
        self.rows = rows
        state = Mutex(State(done: CommittedKeys(in: rows)))
    }

    /// Called once, when the journal is open and replayed. From then on checkpoints are made when they are due.
    func attach(_ journal: Journal, kept: KeptStores, checkpointBytes: UInt64) {
        state.withLock { state in
            state.journal = journal
            state.handedOver = CommitSequence(rawValue: journal.recovery.lastSequence)
            state.durable = state.handedOver
            state.checkpoints.kept = kept
            state.checkpoints.minimumBytes = checkpointBytes
            startCheckpointIfDue(&state)
        }
        signal.publish(lastSequence)
    }

    /// Notes an idempotency key that an earlier process committed.
    func replay(_ idempotency: Idempotency, at sequence: CommitSequence) throws {
        try state.withLock { try $0.done.note(idempotency, at: sequence) }
    }

    /// Shows what is kept of the idempotency keys.
    func visit(_ visitor: inout some StateVisitor) throws { try state.withLock { try $0.done.visit(&visitor) } }

    /// The newest durable commit.
    public var lastSequence: CommitSequence { state.withLock { $0.durable } }

    /// The commit that an idempotency key has made.
    public func sequence(of idempotency: Idempotency) throws -> CommitSequence? {
        try state.withLock { try $0.done.earlier(idempotency) }
    }

    /// Waits for a later commit; none comes once the store is closed or a write has failed.
    public func committed(after sequence: CommitSequence) async throws -> Bool { try await signal.wait(after: sequence) }

    // MARK: Committing

    /// Commits the changes as one frame of the journal.
    public func commit(_ changes: [StagedChange], idempotency: Idempotency?) async throws -> Commit {
        let reads = changes.reduce(into: Set<ConflictKey>()) { $0.formUnion($1.reads) }
        var writes = changes.reduce(into: Set<ConflictKey>()) { $0.formUnion($1.writes) }
        if let idempotency { writes.insert(ConflictKey(StoreTag(rawValue: 0), idempotency.key.bytes)) }
        while true {
            let attempt = await withCheckedContinuation { (waiter: CheckedContinuation<Attempt, Never>) in
                let outcome = state.withLock { state -> Attempt? in
                    if let stopped = state.stopped { return .failed(stopped) }
                    if state.blocks(reads: reads, writes: writes) {
                        state.waiting.append(waiter)
                        return nil
                    }
                    do {
                        return try hand(changes, idempotency, reads, writes, waiter, &state)
                    } catch {
                        return .failed(error)
                    }
                }
                if let outcome { waiter.resume(returning: outcome) }
            }
            switch attempt {
            case .done(let commit): return commit
            case .failed(let error): throw error
            case .again: continue
            }
        }
    }

    /// Checks, binds and hands over; the journal answers the waiter. Nil when it will, otherwise the answer.
    private func hand(
        _ changes: [StagedChange], _ idempotency: Idempotency?, _ reads: Set<ConflictKey>, _ writes: Set<ConflictKey>,
        _ waiter: CheckedContinuation<Attempt, Never>, _ state: inout State
    ) throws -> Attempt? {
        if let idempotency, let earlier = try state.done.earlier(idempotency) {
            return .done(Commit(sequence: earlier, isDuplicate: true, results: [:]))
        }
        guard let journal = state.journal else { throw CommitError(.closed, "the store is not open") }
        for change in changes { try change.validate() }
        let sequence = state.handedOver.next
        let prepared = try changes.map { try $0.prepare(sequence) }
        let parts = zip(changes, prepared).filter { !$1.bytes.isEmpty }
            .map { CommitBody.Part(store: $0.store.rawValue, change: Bytes($1.bytes)) }
        let body = try CBOR.encode(CommitBody(idempotency: idempotency, parts: parts))
        guard body.count <= Journal.maximumBodyBytes else {
            throw CommitError(
                .unencodable, "one operation of \(body.count) bytes is above \(Journal.maximumBodyBytes); split it")
        }
        let slotWrites = prepared.flatMap(\.slotWrites)
            .map { JournalEntry.CompanionWrite(offset: $0.offset, bytes: $0.bytes) }

        state.handedOver = sequence
        state.inFlight += 1
        for key in reads { state.reading[key, default: 0] += 1 }
        state.writing.formUnion(writes)
        // Handing over under the lock keeps the order of the file the order of the sequence. The journal is open: closing
        // it sets `stopped` under this lock first, so that the completion never runs here.
        journal.enqueue(JournalEntry(sequence: sequence.rawValue, body: body, companionWrites: slotWrites)) { result in
            self.finish(result, sequence, prepared, idempotency, reads, writes, waiter)
        }
        return nil
    }

    private func finish(
        _ result: Result<Void, JournalError>, _ sequence: CommitSequence, _ prepared: [PreparedChange],
        _ idempotency: Idempotency?, _ reads: Set<ConflictKey>, _ writes: Set<ConflictKey>,
        _ waiter: CheckedContinuation<Attempt, Never>
    ) {
        let (answer, waiting, draining, durable, hasStopped) = state.withLock {
            state -> (
                Attempt, [CheckedContinuation<Attempt, Never>], [CheckedContinuation<Void, Never>], CommitSequence, Bool
            ) in
            for key in reads { state.reading[key] = state.reading[key].flatMap { $0 > 1 ? $0 - 1 : nil } }
            state.writing.subtract(writes)
            let answer = takeIn(result, sequence, prepared, idempotency, &state)
            let waiting = state.waiting
            state.waiting = []
            state.inFlight -= 1
            let draining = state.inFlight == 0 ? state.draining : []
            if state.inFlight == 0 { state.draining = [] }
            startCheckpointIfDue(&state)
            return (answer, waiting, draining, state.durable, state.stopped != nil && state.inFlight == 0)
        }
        signal.publish(durable)
        if hasStopped { signal.end() }
        waiter.resume(returning: answer)
        for waiter in waiting { waiter.resume(returning: .again) }
        for waiter in draining { waiter.resume() }
    }

    /// Makes a durable commit visible.
    private func takeIn(
        _ result: Result<Void, JournalError>, _ sequence: CommitSequence, _ prepared: [PreparedChange],
        _ idempotency: Idempotency?, _ state: inout State
    ) -> Attempt {
        if case .failure(let error) = result {
            if state.stopped == nil {
                state.stopped = CommitError(
                    .poisoned, "an earlier write failed (\(error.code)); close the store, mend the cause and open it again")
            }
            return .failed(CommitError(error))
        }
        let remedy = "close the store and open it again; a retry with the same idempotency key is safe"
        do {
            // After a commit that was taken in by half nothing later is: reopening takes all of them in.
            if state.isTorn, let stopped = state.stopped { throw stopped }
            if let idempotency { try state.done.note(idempotency, at: sequence) }
            var results: [Int: any Sendable] = [:]
            for (index, change) in prepared.enumerated() { results[index] = try change.apply() }
            state.durable = sequence
            if let failure = rows.failure, state.stopped == nil {
                state.stopped = CommitError(.poisoned, "the rows could not be written (\(failure)); \(remedy)")
            }
            return .done(Commit(sequence: sequence, isDuplicate: false, results: results))
        } catch {
            state.isTorn = true
            let code: CommitError.Code = (error as? any DamageReporting)?.isDamage == true ? .damaged : .commitUnknown
            if state.stopped == nil {
                state.stopped = CommitError(
                    code == .damaged ? .damaged : .poisoned, "commit \(sequence) could not be taken in (\(error)); \(remedy)")
            }
            return .failed(
                CommitError(code, "commit \(sequence) is durable but could not be taken in (\(error)); \(remedy)"))
        }
    }

    /// Writes to the key file alone and waits until that is durable.
    func write(_ writes: [SlotWrite]) async throws {
        let journal = try state.withLock { state in
            if let stopped = state.stopped { throw stopped }
            return state.journal
        }
        guard let journal else { throw CommitError(.closed, "the store is not open") }
        try await withCheckedThrowingContinuation { (waiter: CheckedContinuation<Void, any Error>) in
            let entry = JournalEntry(companionWrites: writes.map { .init(offset: $0.offset, bytes: $0.bytes) })
            journal.enqueue(entry) { result in waiter.resume(with: result.mapError { CommitError($0) }) }
        }
    }

    // MARK: Checkpoints

    private func startCheckpointIfDue(_ state: inout State) {
        guard state.stopped == nil, state.checkpoints.running == nil, let journal = state.journal,
            let kept = state.checkpoints.kept
        else { return }
        let bytes = journal.bytesSinceCheckpoint
        guard bytes >= max(state.checkpoints.minimumBytes, kept.newestBytes), bytes >= state.checkpoints.notBefore else {
            return
        }
        state.checkpoints.running = Task.detached(priority: .utility) { [weak self] in
            await self?.runCheckpoint(journal, kept)
        }
    }

    private func runCheckpoint(_ journal: Journal, _ kept: KeptStores) async {
        var hasFailed = false
        do { try await checkpoint(journal, kept) } catch { hasFailed = true }
        state.withLock { state in
            state.checkpoints.running = nil
            // Nothing is lost, for the journal has it all. The next attempt waits until as much again has come.
            state.checkpoints.notBefore = hasFailed ? journal.bytesSinceCheckpoint &+ state.checkpoints.minimumBytes : 0
        }
    }

    /// Makes everything durable so far stand outside the journal.
    private func checkpoint(_ journal: Journal, _ kept: KeptStores) async throws {
        let made = try await blocking {
            kept.compact()
            let capture = try self.state.withLock { state -> KeptStores.Capture? in
                guard !state.isTorn, !kept.covers(state.durable) else { return nil }
                return try kept.capture(at: state.durable, with: state.done)
            }
            guard var capture else { return (KeptStores.Capture, JournalCheckpoint)?.none }
            let checkpoint = try kept.write(&capture)
            return (capture, checkpoint)
        }
        guard let made else { return }
        try await withCheckedThrowingContinuation { (waiter: CheckedContinuation<Void, any Error>) in
            journal.checkpoint(made.1) { waiter.resume(with: $0.mapError { $0 as any Error }) }
        }
        try await blocking { kept.succeed(made.0) }
    }

    /// What indexes and lists of all stores take in memory; nil before the store is open.
    func residentBytes() throws -> ResidentBytes? { try state.withLock { $0.checkpoints.kept }?.residentBytes() }

    // MARK: Closing

    /// Waits for what was handed over, makes a checkpoint, then closes the journal. Later commits are refused.
    func close() async throws {
        let (journal, kept, failure) = state.withLock { state in
            let failure = state.stopped
            if failure == nil { state.stopped = CommitError(.closed, "the store is closed; open it again") }
            return (state.journal, state.checkpoints.minimumBytes < .max ? state.checkpoints.kept : nil, failure)
        }
        await drain()
        signal.end()
        await state.withLock { $0.checkpoints.running }?.value
        if failure == nil, let journal, let kept {
            // What a checkpoint would have spared is replayed at the next opening; nothing else depends on it.
            do { try await checkpoint(journal, kept) } catch {}
        }
        do { try await journal?.close() } catch {
            // A first failure was reported where it happened.
            if failure == nil { throw error }
        }
        rows.close()
    }

    private func drain() async {
        await withCheckedContinuation { (waiter: CheckedContinuation<Void, Never>) in
            let isIdle = state.withLock { state in
                if state.inFlight > 0 { state.draining.append(waiter) }
                return state.inFlight == 0
            }
            if isIdle { waiter.resume() }
        }
    }
}

extension CommitError {
    /// The journal's failure in the words of a commit.
    init(_ error: JournalError) {
        let code: Code =
            switch error.code {
            case .commitUnknown: .commitUnknown
            case .poisoned: .poisoned
            case .closed: .closed
            default: .notCommitted
            }
        self.init(code, error.description)
    }
}
