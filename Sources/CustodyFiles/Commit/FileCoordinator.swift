import CustodyJournal
public import CustodyModel
import Synchronization

/// Commits through the write-ahead journal of a directory: one frame holds everything that one operation changed.
///
/// Commits that touch different things are in flight together and share a sync. A commit that meets another on a
/// `ConflictKey` waits for it, so that preconditions are always checked against what is durable.
public final class FileCoordinator: CommitCoordinator {
    private let state = Mutex(State())

    private struct State {
        var journal: Journal?
        /// The newest commit that was handed to the journal.
        var handedOver = CommitSequence.zero
        var durable = CommitSequence.zero
        var done: [Handle: (request: Handle, sequence: CommitSequence)] = [:]
        var reading: [ConflictKey: Int] = [:]
        var writing: Set<ConflictKey> = []
        var waiting: [CheckedContinuation<Attempt, Never>] = []
        /// Why nothing more is committed.
        var stopped: CommitError?

        func earlier(_ idempotency: Idempotency) throws -> CommitSequence? {
            guard let earlier = done[idempotency.key] else { return nil }
            guard earlier.request == idempotency.request else { throw CommitError.reused }
            return earlier.sequence
        }

        func blocks(reads: Set<ConflictKey>, writes: Set<ConflictKey>) -> Bool {
            writes.contains { reading[$0] != nil || writing.contains($0) } || reads.contains { writing.contains($0) }
        }
    }

    private enum Attempt: Sendable {
        case done(Commit)
        case failed(any Error)
        case again
    }

    init() {}

    /// Called once, when the journal is open and replayed.
    func attach(_ journal: Journal, stopped: CommitError? = nil) {
        state.withLock { state in
            state.journal = journal
            state.handedOver = CommitSequence(rawValue: journal.recovery.lastSequence)
            state.durable = state.handedOver
            state.stopped = stopped
        }
    }

    /// Notes an idempotency key that an earlier process committed.
    func replay(_ idempotency: Idempotency, at sequence: CommitSequence) {
        state.withLock { $0.done[idempotency.key] = (idempotency.request, sequence) }
    }

    /// The newest durable commit.
    public var lastSequence: CommitSequence { state.withLock { $0.durable } }

    /// The commit that an idempotency key has made.
    public func sequence(of idempotency: Idempotency) throws -> CommitSequence? {
        try state.withLock { try $0.earlier(idempotency) }
    }

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
        if let idempotency, let earlier = try state.earlier(idempotency) {
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
        let (answer, waiting) = state.withLock { state -> (Attempt, [CheckedContinuation<Attempt, Never>]) in
            for key in reads { state.reading[key] = state.reading[key].flatMap { $0 > 1 ? $0 - 1 : nil } }
            state.writing.subtract(writes)
            let waiting = state.waiting
            state.waiting = []
            if case .failure(let error) = result {
                let failure = CommitError(error)
                if state.stopped == nil {
                    state.stopped = CommitError(
                        .poisoned, "an earlier write failed (\(error.code)); close the store, mend the cause and open it again")
                }
                return (.failed(failure), waiting)
            }
            state.durable = sequence
            if let idempotency { state.done[idempotency.key] = (idempotency.request, sequence) }
            do {
                var results: [Int: any Sendable] = [:]
                for (index, change) in prepared.enumerated() { results[index] = try change.apply() }
                return (.done(Commit(sequence: sequence, isDuplicate: false, results: results)), waiting)
            } catch {
                // The journal has it; what was taken in by half is not shown by the stores, and reopening takes it in whole.
                let remedy = "close the store and open it again; a retry with the same idempotency key is safe"
                if state.stopped == nil {
                    state.stopped = CommitError(.poisoned, "commit \(sequence) could not be taken in (\(error)); \(remedy)")
                }
                return (
                    .failed(
                        CommitError(
                            .commitUnknown, "commit \(sequence) is durable but could not be taken in (\(error)); \(remedy)")),
                    waiting
                )
            }
        }
        waiter.resume(returning: answer)
        for waiter in waiting { waiter.resume(returning: .again) }
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

    /// Waits for what was handed over, then closes the journal. Later commits are refused.
    func close() async throws {
        let (journal, failure) = state.withLock { state in
            let failure = state.stopped
            if failure == nil { state.stopped = CommitError(.closed, "the store is closed; open it again") }
            return (state.journal, failure)
        }
        do { try await journal?.close() } catch {
            // A first failure was reported where it happened.
            if failure == nil { throw error }
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
