import Synchronization

/// What stands between the callers of `enqueue` and the journal's thread.
///
/// State: open → closing → closed. `poison` may be set in each; from then on nothing is written. The thread keeps this object
/// alive, the public ``Journal`` only refers to it, so that a journal that is let go ends its thread.
final class JournalWriter: Sendable {
    typealias Completion = @Sendable (Result<Void, JournalError>) -> Void
    typealias CountedCompletion = @Sendable (_ result: Result<Void, JournalError>, _ following: Int) -> Void

    /// Frames that go into one write. A batch is at least one entry, whatever its size.
    static let batchBytes = 8 << 20

    /// Items for which the queue keeps its memory from batch to batch.
    private static let batchItems = 1 << 10

    private enum Job {
        case entry(JournalEntry)
        case checkpoint(JournalCheckpoint)
        /// An entry that was not taken; it stands in the queue only to be answered in its turn and off the caller's stack.
        indirect case refused(JournalError)
    }

    private enum Answer {
        case alone(Completion), counted(CountedCompletion)

        var isCounted: Bool { if case .counted = self { true } else { false } }

        func callAsFunction(_ result: Result<Void, JournalError>, following: Int = 0) {
            switch self {
            case .alone(let completion): completion(result)
            case .counted(let completion): completion(result, following)
            }
        }
    }

    private struct Item {
        let job: Job
        let completion: Answer
    }

    private enum Phase { case open, closing, abandoned, closed(Result<Void, JournalError>) }
    private enum Work {
        /// Entries, which stand in the thread's own list.
        case batch(poison: JournalError?)
        case checkpoint(JournalCheckpoint, Item, poison: JournalError?)
        case finish(poison: JournalError?, inOrder: Bool)
        case nothing
    }

    private struct State {
        var queue: [Item] = []
        var head = 0
        /// How many the queue has to hold before the thread is woken; nil when one is enough.
        var gathered: Int?
        var lastSequence: UInt64
        var durableSequence: UInt64
        var bytesSinceCheckpoint: UInt64
        var phase = Phase.open
        var poison: JournalError?
        var closeWaiters: [Completion] = []

        /// How many wait.
        var count: Int { queue.count - head }

        /// Items are let go at the latest when they are half of the queue: no shifting for every batch.
        mutating func letGo(upTo next: Int) {
            head = next
            if next == queue.count {
                queue = []
                head = 0
            } else if next > queue.count / 2 {
                queue.removeFirst(next)
                head = 0
            }
        }
    }

    private let path: String
    private let companion: (any JournalFile)?
    /// The journal's own, which its thread gives back.
    private let lock: (any JournalLock)?
    /// The caller's, kept here so that it does not go before the thread has ended.
    private let callersLock: (any JournalLock)?
    private let sabotage: Set<JournalSabotage>
    private let state: Mutex<State>
    private let signal = ThreadSignal()

    init(
        path: String, lastSequence: UInt64, bytesSinceCheckpoint: UInt64, companion: (any JournalFile)?,
        lock: (any JournalLock)?, callersLock: (any JournalLock)?, sabotage: Set<JournalSabotage>
    ) {
        self.path = path
        self.companion = companion
        (self.lock, self.callersLock) = (lock, callersLock)
        self.sabotage = sabotage
        self.state = Mutex(
            State(
                lastSequence: lastSequence, durableSequence: lastSequence, bytesSinceCheckpoint: bytesSinceCheckpoint))
    }

    var durableSequence: UInt64 { state.withLock { $0.durableSequence } }
    var lastSequence: UInt64 { state.withLock { $0.lastSequence } }
    var bytesSinceCheckpoint: UInt64 { state.withLock { $0.bytesSinceCheckpoint } }

    func start(_ chain: sending SegmentChain) throws(JournalError) {
        let start = chain
        let failure = IOThread.start { self.run(start) }
        guard failure == 0 else { throw .system("start the journal's thread", path: path, errno: failure) }
    }

    // MARK: Callers' side

    func enqueue(_ entry: JournalEntry, whenDurable completion: @escaping Completion) { enqueue(entry, .alone(completion)) }

    func enqueue(_ entry: JournalEntry, whenDurable completion: @escaping CountedCompletion) {
        enqueue(entry, .counted(completion))
    }

    private func enqueue(_ entry: JournalEntry, _ completion: Answer) {
        queue(completion) { state in
            if let refusal = refusal(of: entry, lastSequence: state.lastSequence) {
                return Item(job: .refused(refusal), completion: completion)
            }
            if entry.body != nil { state.lastSequence = entry.sequence }
            return Item(job: .entry(entry), completion: completion)
        }
    }

    func checkpoint(_ checkpoint: JournalCheckpoint, whenDurable completion: @escaping Completion) {
        let completion = Answer.alone(completion)
        queue(completion) { _ in Item(job: .checkpoint(checkpoint), completion: completion) }
    }

    private func queue(_ completion: Answer, _ makeItem: (inout State) -> Item) {
        let isAwaited = state.withLock { state -> Bool? in
            guard case .open = state.phase else { return nil }
            let item = makeItem(&state)
            state.queue.append(item)
            return state.count == state.gathered ?? 1
        }
        switch isAwaited {
        case nil: completion(.failure(JournalError(.closed, "the journal is closed", path: path)))
        case true?: signal.raise()
        // Whoever put the first one there has raised the signal, and the thread looks again before it waits.
        case false?: break
        }
    }

    func close(_ completion: @escaping Completion) { end(as: .closing, completion) }

    /// The journal was let go, or is not to be closed in order: what is queued is still made durable, but no close frame is written.
    func abandon(_ completion: @escaping Completion = { _ in }) { end(as: .abandoned, completion) }

    private func end(as phase: Phase, _ completion: @escaping Completion) {
        let done = state.withLock { state -> Result<Void, JournalError>? in
            if case .closed(let result) = state.phase { return result }
            if case .open = state.phase { state.phase = phase }
            state.closeWaiters.append(completion)
            return nil
        }
        if let done { completion(done) } else { signal.raise() }
    }

    private func refusal(of entry: JournalEntry, lastSequence: UInt64) -> JournalError? {
        if !entry.companionWrites.isEmpty, companion == nil {
            return JournalError(.invalidArgument, "the journal was opened without a companion file", path: path)
        }
        guard let body = entry.body else { return nil }
        if body.count > Journal.maximumBodyBytes {
            return JournalError(
                .tooLarge, "a body of \(body.count) bytes; the limit is \(Journal.maximumBodyBytes): split the commit",
                path: path, sequence: entry.sequence)
        }
        if entry.sequence == 0 || entry.sequence - 1 != lastSequence {
            return JournalError(
                .outOfOrder, "sequence \(entry.sequence) does not follow \(lastSequence)", path: path,
                sequence: entry.sequence)
        }
        if entry.sequence == .max {
            return JournalError(.tooLarge, "the sequences are used up: start a new journal", path: path, sequence: .max)
        }
        return nil
    }

    // MARK: The thread

    private func run(_ start: SegmentChain) {
        var chain = start
        // It takes turns with the queue, so that neither grows anew for each batch.
        var batch: [Item] = []
        while true {
            signal.wait()
            var isIdle = false
            while !isIdle {
                switch takeWork(&batch) {
                case .nothing: isIdle = true
                case .batch(let poison):
                    let count = batch.count
                    let patience = process(batch, poison: poison, with: &chain)
                    batch.removeAll(keepingCapacity: count <= Self.batchItems)
                    if patience > .zero { gather(count, atMost: patience) }
                case .checkpoint(let checkpoint, let item, let poison):
                    item.completion(poison.map { .failure($0) } ?? take(checkpoint, with: &chain))
                case .finish(let poison, let inOrder):
                    finish(&chain, poison: poison, inOrder: inOrder)
                    return
                }
            }
        }
    }

    /// Waits until those who were answered are back with their next commits, beside those that are here; see ``GroupCommit``.
    private func gather(_ answered: Int, atMost patience: Duration) {
        let end = ContinuousClock.now + patience
        let goal = state.withLock { state in
            let goal = state.count + answered
            state.gathered = goal
            return goal
        }
        defer { state.withLock { $0.gathered = nil } }
        while true {
            let isOver = state.withLock { state in
                guard case .open = state.phase else { return true }
                return state.count >= goal
            }
            let left = end - .now
            guard !isOver, left > .zero else { return }
            signal.wait(atMost: left)
        }
    }

    /// Finds what is next. Entries are put into `batch`, which comes empty.
    private func takeWork(_ batch: inout [Item]) -> Work {
        state.withLock { state in
            if state.head < state.queue.count {
                var next = state.head
                var bytes = 0
                taking: while next < state.queue.count, bytes < Self.batchBytes {
                    switch state.queue[next].job {
                    case .entry(let entry): bytes += (entry.body?.count ?? 0) + FrameHeader.overhead
                    case .refused: bytes += FrameHeader.overhead
                    case .checkpoint(let checkpoint):
                        // It goes by itself, in its turn.
                        guard next == state.head else { break taking }
                        let item = state.queue[next]
                        state.letGo(upTo: next + 1)
                        return .checkpoint(checkpoint, item, poison: state.poison)
                    }
                    next += 1
                }
                if state.head == 0, next == state.queue.count {
                    swap(&state.queue, &batch)
                } else {
                    batch += state.queue[state.head..<next]
                    state.letGo(upTo: next)
                }
                return .batch(poison: state.poison)
            }
            switch state.phase {
            case .closing: return .finish(poison: state.poison, inOrder: true)
            case .abandoned: return .finish(poison: state.poison, inOrder: false)
            case .open, .closed: return .nothing
            }
        }
    }

    /// Writes and answers, and tells how long to wait for more.
    private func process(_ items: [Item], poison: JournalError?, with chain: inout SegmentChain) -> Duration {
        let results: (JournalEntry) -> Result<Void, JournalError>
        if let poison {
            results = { _ in .failure(poison) }
        } else {
            results = write(items, with: &chain)
        }
        let durable = ContinuousClock.now
        var following = items.count { $0.completion.isCounted }
        for item in items {
            if item.completion.isCounted { following -= 1 }
            switch item.job {
            case .entry(let entry): item.completion(results(entry), following: following)
            case .refused(let refusal): item.completion(.failure(refusal), following: following)
            // It never goes with others.
            case .checkpoint: break
            }
        }
        guard poison == nil else { return .zero }
        return GroupCommit.patience(for: items.count, sync: chain.appender.lastSync, answering: .now - durable)
    }

    private func take(_ checkpoint: JournalCheckpoint, with chain: inout SegmentChain) -> Result<Void, JournalError> {
        do throws(SegmentChain.Setback) {
            try chain.take(checkpoint)
            let bytes = chain.bytesSinceCheckpoint
            state.withLock { $0.bytesSinceCheckpoint = bytes }
            return .success(())
        } catch  where error.isHarmless {
            return .failure(error.cause)
        } catch {
            // Which manifest a crash would leave is in doubt, and with it which segment counts.
            return .failure(poison(error.cause, as: .commitUnknown))
        }
    }

    /// Companion, sync, frames, sync, publish. Answers how each entry of the batch ended.
    private func write(
        _ items: [Item], with chain: inout SegmentChain
    ) -> (JournalEntry) -> Result<Void, JournalError> {
        var commits: [(sequence: UInt64, body: [UInt8])] = []
        var writes: [JournalEntry.CompanionWrite] = []
        commits.reserveCapacity(items.count)
        for item in items {
            guard case .entry(let entry) = item.job else { continue }
            if let body = entry.body { commits.append((entry.sequence, body)) }
            if !entry.companionWrites.isEmpty { writes += entry.companionWrites }
        }
        var early: SegmentAppender.Outcome?
        if sabotage.contains(.frameBeforeCompanion) { early = chain.append(commits) }
        if let companion, !writes.isEmpty {
            if chain.appender.lastKind == .close, let failure = failure(of: chain.mark(.open)) {
                // Neither file has taken anything of the batch.
                let absent = poison(failure, as: .notWritten)
                return { _ in .failure(absent) }
            }
            do throws(JournalError) {
                for write in writes { try companion.write(write.bytes, at: write.offset) }
                try companion.sync()
            } catch {
                let absent = poison(error, as: .notWritten)
                let unknown = Self.wrapping(error, as: .commitUnknown)
                return { .failure($0.body == nil ? unknown : absent) }
            }
        }
        switch early ?? chain.append(commits) {
        case .durable:
            let (durable, bytes) = (chain.appender.durableSequence, chain.bytesSinceCheckpoint)
            state.withLock { state in
                state.durableSequence = durable
                state.bytesSinceCheckpoint = bytes
            }
            return { _ in .success(()) }
        case .absent(let error):
            let failure = poison(error, as: .notWritten)
            return { $0.body == nil ? .success(()) : .failure(failure) }
        case .unknown(let error):
            let failure = poison(error, as: .commitUnknown)
            return { $0.body == nil ? .success(()) : .failure(failure) }
        }
    }

    private func failure(of outcome: SegmentAppender.Outcome) -> JournalError? {
        switch outcome {
        case .durable: nil
        case .absent(let error), .unknown(let error): error
        }
    }

    /// Stops the writer for good and answers the error for the batch at hand.
    private func poison(_ cause: JournalError, as code: JournalError.Code) -> JournalError {
        guard !sabotage.contains(.keepWritingAfterFailure) else { return Self.wrapping(cause, as: code) }
        state.withLock { state in
            state.poison = JournalError(
                .poisoned, "the journal stopped after a failure (\(cause.message)): close it and open again", path: path,
                offset: cause.offset, errno: cause.errno)
        }
        return Self.wrapping(cause, as: code)
    }

    private static func wrapping(_ cause: JournalError, as code: JournalError.Code) -> JournalError {
        let verdict =
            code == .notWritten
            ? "the commit is not in the journal" : "the commit is in doubt: close the journal and open again to learn which"
        return JournalError(code, "\(verdict) (\(cause.message))", path: cause.path, offset: cause.offset, errno: cause.errno)
    }

    private func finish(_ chain: inout SegmentChain, poison: JournalError?, inOrder: Bool) {
        var result: Result<Void, JournalError> = .success(())
        if let poison {
            result = .failure(poison)
        } else if inOrder {
            if chain.appender.lastKind != .close, let failure = failure(of: chain.mark(.close)) {
                result = .failure(failure)
            } else {
                chain.trim()
            }
        }
        chain.appender.file.close()
        lock?.release()
        let waiters = state.withLock { state in
            defer { state.closeWaiters = [] }
            state.phase = .closed(result)
            return state.closeWaiters
        }
        for waiter in waiters { waiter(result) }
    }
}
