import CustodyJournal
public import CustodyModel
import Synchronization

/// Commits through the write-ahead journal of a directory: one frame holds everything that one operation changed.
///
/// Commits that touch different things are in flight together and share a sync. A commit that meets another on a
/// `ConflictKey` waits for it, so that preconditions are always checked against what is durable.
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
        /// What those in flight look at and alter.
        var touched = Touched()
        var waiting: [CheckedContinuation<CommitRequest.Answer, Never>] = []
        /// Commits that have a number and no answer.
        var inFlight = 0
        /// Who waits for none to be in flight.
        var draining: [CheckedContinuation<Void, Never>] = []
        /// Why nothing more is committed.
        var stopped: CommitError?
        var checkpoints = Checkpoints()
    }

    /// What is durable and in the stores. Whoever holds it sees all of them at one commit.
    private struct Taken {
        var durable = CommitSequence.zero
        var done: CommittedKeys
        /// Set when a durable commit was taken in by half, so that the states are of no commit.
        var torn: CommitError?
    }

    /// Commits whose callers do not know it yet, in their order.
    private struct Told {
        var answers: [(bound: BoundCommit, answer: CommitRequest.Answer)] = []
        /// Why nothing more is committed.
        var failure: CommitError?

        /// So many are told together at most: the first should not wait long for the last.
        static let limit = 16
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

    init(rows: FileRows) {
        self.rows = rows
        state = Mutex(State())
        taken = Mutex(Taken(done: CommittedKeys(in: rows)))
    }

    /// Called once, when the journal is open and replayed. From then on checkpoints are made when they are due.
    func attach(_ journal: Journal, kept: KeptStores, checkpointBytes: UInt64, at place: StorePlace? = nil) {
        placed.withLock { $0 = place }
        let last = CommitSequence(rawValue: journal.recovery.lastSequence)
        taken.withLock { $0.durable = last }
        state.withLock { state in
            state.journal = journal
            (state.numbered, state.handedOver) = (last, last)
            state.checkpoints.kept = kept
            state.checkpoints.minimumBytes = checkpointBytes
            startCheckpointIfDue(&state)
        }
        signal.publish(lastSequence)
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
        while true {
            let attempt = await withCheckedContinuation { (waiter: CheckedContinuation<CommitRequest.Answer, Never>) in
                let request = CommitRequest(changes, idempotency, things, waiter)
                if let answer = begin(request) { waiter.resume(returning: answer) }
            }
            switch attempt {
            case .done(let commit): return commit
            case .failed(let error): throw error
            case .again: continue
            }
        }
    }

    /// Checks, numbers, binds and hands over; the journal answers the waiter. Nil when it will, otherwise the answer.
    private func begin(_ request: CommitRequest) -> CommitRequest.Answer? {
        switch state.withLock({ admit(request, &$0) }) {
        case .answered(let answer): return answer
        case .waits: return nil
        case .numbered(let sequence, let journal):
            handOver(BoundCommit(request, at: sequence), to: journal)
            return nil
        }
    }

    private enum Admission {
        case answered(CommitRequest.Answer)
        case waits
        case numbered(CommitSequence, Journal)
    }

    private func admit(_ request: CommitRequest, _ state: inout State) -> Admission {
        if let stopped = state.stopped { return .answered(.failed(stopped)) }
        if state.touched.blocks(request.things) {
            state.waiting.append(request.waiter)
            return .waits
        }
        do {
            if let idempotency = request.idempotency, let earlier = try sequence(of: idempotency) {
                return .answered(.done(Commit(sequence: earlier, isDuplicate: true, results: [:])))
            }
            guard let journal = state.journal else { throw CommitError(.closed, "the store is not open") }
            for change in request.changes { try change.validate() }
            state.numbered = state.numbered.next
            state.inFlight += 1
            state.touched.take(request.things, at: state.numbered)
            return .numbered(state.numbered, journal)
        } catch {
            return .answered(.failed(error))
        }
    }

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
        let (waiting, draining, hasEnded) = state.withLock {
            state -> ([CheckedContinuation<CommitRequest.Answer, Never>], [CheckedContinuation<Void, Never>], Bool) in
            if state.stopped == nil { state.stopped = told.failure }
            for (bound, _) in told.answers { state.touched.release(bound.request.things, at: bound.sequence) }
            let waiting = state.waiting
            state.waiting = []
            state.inFlight -= told.answers.count
            let draining = state.inFlight == 0 ? state.draining : []
            if state.inFlight == 0 { state.draining = [] }
            startCheckpointIfDue(&state)
            return (waiting, draining, state.stopped != nil && state.inFlight == 0)
        }
        signal.publish(lastSequence)
        if hasEnded { signal.end() }
        for (bound, answer) in told.answers { bound.request.waiter.resume(returning: answer) }
        for waiter in waiting { waiter.resume(returning: .again) }
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
