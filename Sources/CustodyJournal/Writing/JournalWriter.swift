import Synchronization

/// What stands between the callers of `enqueue` and the journal's thread.
///
/// State: open → closing → closed. `poison` may be set in each; from then on nothing is written. The thread keeps this object
/// alive, the public ``Journal`` only refers to it, so that a journal that is let go ends its thread.
final class JournalWriter: Sendable {
    typealias Completion = @Sendable (Result<Void, JournalError>) -> Void

    /// Frames that go into one write. A batch is at least one entry, whatever its size.
    static let batchBytes = 8 << 20

    private struct Item {
        let entry: JournalEntry
        /// Set when the entry was refused; it stands in the queue only to be answered in its turn and off the caller's stack.
        let refusal: JournalError?
        let completion: Completion
    }

    private enum Phase { case open, closing, abandoned, closed(Result<Void, JournalError>) }
    private enum Work { case batch([Item], poison: JournalError?), finish(poison: JournalError?, inOrder: Bool), nothing }

    private struct State {
        var queue: [Item] = []
        var head = 0
        var lastSequence: UInt64
        var durableSequence: UInt64
        var phase = Phase.open
        var poison: JournalError?
        var closeWaiters: [Completion] = []
    }

    private let path: String
    private let companion: (any JournalFile)?
    private let lock: (any JournalLock)?
    private let state: Mutex<State>
    private let signal = ThreadSignal()

    init(path: String, lastSequence: UInt64, companion: (any JournalFile)?, lock: (any JournalLock)?) {
        self.path = path
        self.companion = companion
        self.lock = lock
        self.state = Mutex(State(lastSequence: lastSequence, durableSequence: lastSequence))
    }

    var durableSequence: UInt64 { state.withLock { $0.durableSequence } }
    var lastSequence: UInt64 { state.withLock { $0.lastSequence } }

    func start(_ appender: sending SegmentAppender) throws(JournalError) {
        let start = appender
        let failure = IOThread.start { self.run(start) }
        guard failure == 0 else { throw .system("start the journal's thread", path: path, errno: failure) }
    }

    // MARK: Callers' side

    func enqueue(_ entry: JournalEntry, whenDurable completion: @escaping Completion) {
        let closed = state.withLock { state -> Bool in
            guard case .open = state.phase else { return true }
            let refusal = refusal(of: entry, lastSequence: state.lastSequence)
            if refusal == nil, entry.body != nil { state.lastSequence = entry.sequence }
            state.queue.append(Item(entry: entry, refusal: refusal, completion: completion))
            return false
        }
        if closed {
            completion(.failure(JournalError(.closed, "the journal is closed", path: path)))
        } else {
            signal.raise()
        }
    }

    func close(_ completion: @escaping Completion) {
        let done = state.withLock { state -> Result<Void, JournalError>? in
            if case .closed(let result) = state.phase { return result }
            if case .open = state.phase { state.phase = .closing }
            state.closeWaiters.append(completion)
            return nil
        }
        if let done { completion(done) } else { signal.raise() }
    }

    /// The journal was let go without closing: what is queued is still made durable, but no close frame is written.
    func abandon() {
        state.withLock { state in
            if case .open = state.phase { state.phase = .abandoned }
        }
        signal.raise()
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
        return nil
    }

    // MARK: The thread

    private func run(_ start: SegmentAppender) {
        var appender = start
        while true {
            signal.wait()
            var isIdle = false
            while !isIdle {
                switch takeWork() {
                case .nothing: isIdle = true
                case .batch(let items, let poison): process(items, poison: poison, with: &appender)
                case .finish(let poison, let inOrder):
                    finish(&appender, poison: poison, inOrder: inOrder)
                    return
                }
            }
        }
    }

    private func takeWork() -> Work {
        state.withLock { state in
            if state.head < state.queue.count {
                var next = state.head
                var bytes = 0
                repeat {
                    bytes += (state.queue[next].entry.body?.count ?? 0) + FrameHeader.overhead
                    next += 1
                } while next < state.queue.count && bytes < Self.batchBytes
                let batch = Array(state.queue[state.head..<next])
                state.head = next
                // Taken items are let go at the latest when they are half of the queue: no shifting for every batch.
                if next == state.queue.count {
                    state.queue = []
                    state.head = 0
                } else if next > state.queue.count / 2 {
                    state.queue.removeFirst(next)
                    state.head = 0
                }
                return .batch(batch, poison: state.poison)
            }
            switch state.phase {
            case .closing: return .finish(poison: state.poison, inOrder: true)
            case .abandoned: return .finish(poison: state.poison, inOrder: false)
            case .open, .closed: return .nothing
            }
        }
    }

    private func process(_ items: [Item], poison: JournalError?, with appender: inout SegmentAppender) {
        let results: (Item) -> Result<Void, JournalError>
        if let poison {
            results = { .failure($0.refusal ?? poison) }
        } else {
            results = write(items.filter { $0.refusal == nil }, with: &appender)
        }
        for item in items {
            if let refusal = item.refusal { item.completion(.failure(refusal)) } else { item.completion(results(item)) }
        }
    }

    /// Companion, sync, frames, sync, publish. Answers how each item of the batch ended.
    private func write(_ items: [Item], with appender: inout SegmentAppender) -> (Item) -> Result<Void, JournalError> {
        let writes = items.flatMap { $0.entry.companionWrites }
        if let companion, !writes.isEmpty {
            if appender.lastKind == .close, let failure = failure(of: appender.mark(.open)) {
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
                return { .failure($0.entry.body == nil ? unknown : absent) }
            }
        }
        let commits = items.compactMap { item in item.entry.body.map { (sequence: item.entry.sequence, body: $0) } }
        switch appender.append(commits) {
        case .durable:
            let durable = appender.durableSequence
            state.withLock { $0.durableSequence = durable }
            return { _ in .success(()) }
        case .absent(let error):
            let failure = poison(error, as: .notWritten)
            return { $0.entry.body == nil ? .success(()) : .failure(failure) }
        case .unknown(let error):
            let failure = poison(error, as: .commitUnknown)
            return { $0.entry.body == nil ? .success(()) : .failure(failure) }
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

    private func finish(_ appender: inout SegmentAppender, poison: JournalError?, inOrder: Bool) {
        var result: Result<Void, JournalError> = .success(())
        if let poison {
            result = .failure(poison)
        } else if inOrder, appender.lastKind != .close {
            switch appender.mark(.close) {
            case .durable: break
            case .absent(let error), .unknown(let error): result = .failure(error)
            }
        }
        appender.file.close()
        lock?.release()
        let waiters = state.withLock { state in
            defer { state.closeWaiters = [] }
            state.phase = .closed(result)
            return state.closeWaiters
        }
        for waiter in waiters { waiter(result) }
    }
}
