import CustodyJournal
public import CustodyModel
import Synchronization

/// Commits through the write-ahead journal of a directory: one frame holds everything that one operation changed.
///
/// Commits that touch different things are in flight together and share a sync. A commit that meets another on a
/// `ConflictKey` waits for it, in the order in which they came, so that preconditions are always checked against what is durable.
///
/// A commit gets its number first and is bound to it, which seals and encodes, beside others and under no lock. Then they are
/// handed to the journal in the order of their numbers. The journal's thread takes them in, one after another.
public final class FileCoordinator: CommitCoordinator {
    /// Taken before ``taken`` where both are.
    private let state: Mutex<State>
    private let taken: Mutex<Taken>
    private let rows: FileRows
    /// What was taken in and is to be told: many together, so that whoever checks the next commit seldom meets the journal's thread.
    private let told = Mutex(Told())
    private let signal = CommitSignal()
    private let placed = Mutex<StorePlace?>(nil)

    private struct State {
        var journal: Journal?
        /// The newest number that was given to a commit, and the newest commit that was handed to the journal.
        var numbered = CommitSequence.zero
        var handedOver = CommitSequence.zero
        /// Bound before one that goes ahead of them is.
        var early: [CommitSequence: BoundCommit] = [:]
        /// Who meets whom: those in flight, those that are about to be, and those that wait for them.
        var turns = CommitTurns<CheckedContinuation<CommitRequest.Answer, Never>>()
        /// Commits that have a number and no answer.
        var inFlight = 0
        /// Who waits for none to be in flight.
        var draining: [CheckedContinuation<Void, Never>] = []
        /// Why nothing more is committed.
        var stopped: CommitError?
        var checkpoints = Checkpoints()

        /// Lets go what commits touched that are over, and answers who is to be told something.
        mutating func leave(_ things: some Sequence<Touched.Things>) -> CommitRequest.Woken {
            for things in things { turns.leave(things) }
            if let stopped { return .init(waiters: turns.end(), answer: .failed(stopped)) }
            return .init(waiters: turns.next())
        }
    }

    /// What is durable and in the stores. Whoever holds it sees all of them at one commit.
    private struct Taken {
        var durable = CommitSequence.zero
        var done: CommittedKeys
        /// Set when a durable commit was taken in by half, so that the states are of no commit.
        var torn: CommitError?
    }

    /// When the next checkpoint is due, and the one that is being made.
    private struct Checkpoints {
        /// Weak, for the stores hold the coordinator: who lets a store go without closing it lets all of it go.
        weak var kept: KeptStores?
        var minimumBytes: UInt64 = .max
        /// Whether the opening is over. Until then the stores change outside commits, of which a checkpoint would cover a part.
        var mayStart = false
        /// After a failure: not before the journal has so many bytes more.
        var notBefore: UInt64 = 0
        var running: Task<Void, Never>?
    }

    init(rows: FileRows) {
        self.rows = rows
        state = Mutex(State())
        taken = Mutex(Taken(done: CommittedKeys(in: rows)))
    }

    /// Called once, when the journal is open and replayed.
    func attach(_ journal: Journal, kept: KeptStores, checkpointBytes: UInt64, at place: StorePlace? = nil) {
        placed.withLock { $0 = place }
        let last = CommitSequence(rawValue: journal.recovery.lastSequence)
        taken.withLock { $0.durable = last }
        state.withLock { state in
            state.journal = journal
            (state.numbered, state.handedOver) = (last, last)
            state.checkpoints.kept = kept
            state.checkpoints.minimumBytes = checkpointBytes
        }
        signal.publish(lastSequence)
    }

    /// Called when the opening is over. From then on checkpoints are made when they are due.
    func beginCheckpoints() {
        state.withLock { state in
            state.checkpoints.mayStart = true
            startCheckpointIfDue(&state)
        }
    }

    /// Notes an idempotency key that an earlier process committed.
    func replay(_ idempotency: Idempotency, at sequence: CommitSequence) throws {
        try taken.withLock { try $0.done.note(idempotency, at: sequence) }
    }

    /// Where the store stands; nil before it is open.
    var place: StorePlace? { placed.withLock { $0 } }

    /// Shows what is kept of the idempotency keys.
    func visit(_ visitor: inout some StateVisitor) throws { try taken.withLock { try $0.done.visit(&visitor) } }

    /// The newest durable commit.
    public var lastSequence: CommitSequence { taken.withLock { $0.durable } }

    /// The commit that an idempotency key has made.
    public func sequence(of idempotency: Idempotency) throws -> CommitSequence? {
        try taken.withLock { try $0.done.earlier(idempotency) }
    }

    /// Waits for a later commit; none comes once the store is closed or a write has failed.
    public func committed(after sequence: CommitSequence) async throws -> Bool { try await signal.wait(after: sequence) }

    /// Commits the changes as one frame of the journal.
    public func commit(_ changes: [StagedChange], idempotency: Idempotency?) async throws -> Commit {
        let things = Touched.Things(of: changes, idempotency)
        var hasTurn = false
        while true {
            let attempt = await withCheckedContinuation { (waiter: CheckedContinuation<CommitRequest.Answer, Never>) in
                begin(CommitRequest(changes, idempotency, things, waiter), hasTurn)
            }
            switch attempt {
            case .done(let commit): return commit
            case .failed(let error): throw error
            case .turn: hasTurn = true
            }
        }
    }

    /// Checks, numbers, binds and hands over; then the journal answers the waiter, and whoever lets it wait when it has to.
    private func begin(_ request: CommitRequest, _ hasTurn: Bool) {
        switch state.withLock({ admit(request, hasTurn, &$0) }) {
        case .answered(let answer, let woken):
            request.waiter.resume(returning: answer)
            woken.resume()
        case .waits: break
        case .numbered(let sequence, let journal): handOver(BoundCommit(request, at: sequence), to: journal)
        }
    }

    private enum Admission {
        case answered(CommitRequest.Answer, CommitRequest.Woken)
        case waits
        case numbered(CommitSequence, Journal)
    }

    private func admit(_ request: CommitRequest, _ hasTurn: Bool, _ state: inout State) -> Admission {
        var hasTurn = hasTurn
        do {
            if let stopped = state.stopped { throw stopped }
            if !hasTurn { hasTurn = state.turns.enter(request.waiter, touching: request.things) }
            guard hasTurn else { return .waits }
            if let idempotency = request.idempotency, let earlier = try sequence(of: idempotency) {
                let commit = Commit(sequence: earlier, isDuplicate: true, results: [:])
                return .answered(.done(commit), state.leave([request.things]))
            }
            guard let journal = state.journal else { throw CommitError(.closed, "the store is not open") }
            for change in request.changes { try change.validate() }
            state.numbered = state.numbered.next
            state.inFlight += 1
            return .numbered(state.numbered, journal)
        } catch {
            return .answered(.failed(error), hasTurn ? state.leave([request.things]) : .init())
        }
    }

    /// How many wait for others: for tests that must not sleep.
    var waiterCount: Int { state.withLock { $0.turns.waiterCount } }

    /// Hands over whatever is next, so that the order of the file is the order of the numbers.
    private func handOver(_ bound: BoundCommit, to journal: Journal) {
        state.withLock { state in
            guard bound.sequence == state.handedOver.next else {
                state.early[bound.sequence] = bound
                return
            }
            var next = Optional(bound)
            while let bound = next {
                state.handedOver = bound.sequence
                // The journal is open, for closing it waits until nothing is in flight: the completion never runs here.
                journal.enqueue(bound.entry) { result, following in self.finish(result, bound, following: following) }
                next = state.early.isEmpty ? nil : state.early.removeValue(forKey: state.handedOver.next)
            }
        }
    }

    private func finish(_ result: Result<Void, JournalError>, _ bound: BoundCommit, following: Int) {
        let (answer, failure) = takeIn(result, bound)
        let told = told.withLock { told -> Told? in
            told.answers.append((bound, answer))
            told.failure = told.failure ?? failure
            guard following == 0 || told.answers.count == Told.limit || failure != nil else { return nil }
            defer { told = Told() }
            return told
        }
        if let told { tell(told) }
    }

    /// Lets go what the commits touched, and answers their callers and whoever waits for them.
    private func tell(_ told: Told) {
        let (woken, draining, hasEnded) = state.withLock {
            state -> (CommitRequest.Woken, [CheckedContinuation<Void, Never>], Bool) in
            if state.stopped == nil { state.stopped = told.failure }
            let woken = state.leave(told.answers.lazy.map { $0.bound.request.things })
            state.inFlight -= told.answers.count
            let draining = state.inFlight == 0 ? state.draining : []
            if state.inFlight == 0 { state.draining = [] }
            startCheckpointIfDue(&state)
            return (woken, draining, state.stopped != nil && state.inFlight == 0)
        }
        signal.publish(lastSequence)
        if hasEnded { signal.end() }
        for (bound, answer) in told.answers { bound.request.waiter.resume(returning: answer) }
        woken.resume()
        for waiter in draining { waiter.resume() }
    }

    /// Makes a durable commit visible. Answers also what stops all others.
    private func takeIn(_ result: Result<Void, JournalError>, _ bound: BoundCommit) -> (CommitRequest.Answer, CommitError?) {
        if case .failure(let error) = result {
            let poison = CommitError(
                .poisoned, "an earlier write failed (\(error.code)); close the store, mend the cause and open it again")
            return (.failed(CommitError(error)), poison)
        }
        let remedy = "close the store and open it again; a retry with the same idempotency key is safe"
        return taken.withLock { taken -> (CommitRequest.Answer, CommitError?) in
            do {
                // After a commit that was taken in by half nothing later is: reopening takes all of them in.
                if let torn = taken.torn { throw torn }
                if let refusal = bound.refusal {
                    taken.durable = bound.sequence
                    return (.failed(refusal), nil)
                }
                if let idempotency = bound.request.idempotency { try taken.done.note(idempotency, at: bound.sequence) }
                var results: [Int: any Sendable] = [:]
                for (index, change) in bound.prepared.enumerated() { results[index] = try change.apply() }
                taken.durable = bound.sequence
                let failure = rows.failure.map {
                    CommitError(.poisoned, "the rows could not be written (\($0)); \(remedy)")
                }
                return (.done(Commit(sequence: bound.sequence, isDuplicate: false, results: results)), failure)
            } catch {
                let code: CommitError.Code = (error as? any DamageReporting)?.isDamage == true ? .damaged : .commitUnknown
                let failure = CommitError(
                    code, "commit \(bound.sequence) is durable but could not be taken in (\(error)); \(remedy)")
                if taken.torn == nil {
                    taken.torn = CommitError(code == .damaged ? .damaged : .poisoned, failure.message)
                }
                return (.failed(failure), taken.torn)
            }
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

    private func startCheckpointIfDue(_ state: inout State) {
        guard state.checkpoints.mayStart, state.stopped == nil, state.checkpoints.running == nil, let journal = state.journal,
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
        // Its thread keeps the directory's lock: nobody else may have it while files of the directory are made and removed here.
        defer { withExtendedLifetime(journal) {} }
        let made = try await blocking {
            kept.compact()
            let capture = try self.taken.withLock { taken -> KeptStores.Capture? in
                guard taken.torn == nil, !kept.covers(taken.durable) else { return nil }
                return try kept.capture(at: taken.durable, with: taken.done)
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

    /// Makes a checkpoint of everything durable so far, and keeps the next one back until the body, which may wait for the disk, has
    /// copied what it is made of. Commits go on meanwhile.
    func holdingCheckpoint<Result: Sendable>(
        _ body: @escaping @Sendable (_ checkpoint: JournalCheckpoint, _ files: [String]) throws -> Result
    ) async throws -> Result {
        while true {
            let (running, work) = try state.withLock { state -> (Task<Void, Never>?, Task<Result, any Error>?) in
                if let stopped = state.stopped { throw stopped }
                guard let journal = state.journal, let kept = state.checkpoints.kept else {
                    throw CommitError(.closed, "the store is not open")
                }
                if let running = state.checkpoints.running { return (running, nil) }
                let work = Task.detached {
                    try await self.checkpoint(journal, kept)
                    return try await blocking {
                        let (checkpoint, files) = try kept.newestCheckpoint()
                        return try body(checkpoint, files)
                    }
                }
                state.checkpoints.running = Task.detached {
                    _ = await work.result
                    self.state.withLock { $0.checkpoints.running = nil }
                }
                return (nil, work)
            }
            if let work { return try await work.value }
            await running?.value
        }
    }

    /// What indexes and lists of all stores take in memory; nil before the store is open.
    func residentBytes() throws -> ResidentBytes? { try state.withLock { $0.checkpoints.kept }?.residentBytes() }

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

    /// Ends an opening that was refused or failed as a crash would: no checkpoint and no close frame, so that the next one finds what
    /// this one found.
    func abandon() async {
        let journal = state.withLock { state in
            if state.stopped == nil { state.stopped = CommitError(.closed, "the store was not opened") }
            return state.journal
        }
        await drain()
        signal.end()
        await state.withLock { $0.checkpoints.running }?.value
        await journal?.abandon()
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
