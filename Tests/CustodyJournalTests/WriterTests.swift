import CustodyFaults
import CustodyJournal
import Synchronization
import Testing

@Suite("The writer")
struct WriterTests {
    @Test("commits come back in order after closing and opening again")
    func roundTrip() async throws {
        let disk = try await JournalBed.closedJournal()
        let (journal, frames) = try JournalBed.open(disk)
        #expect(frames.map(\.sequence) == Array(1...6))
        #expect(frames.map(\.body) == JournalBed.bodies(1...6))
        #expect(frames.map(\.writerEpoch) == [1, 1, 1, 2, 2, 2])
        #expect(journal.recovery.frames == 6)
        #expect(journal.recovery.writerEpoch == 2)
        #expect(journal.recovery.closedCleanly)
        #expect(journal.writerEpoch == 3)
        #expect(journal.durableSequence == 6)
        #expect(journal.directory == JournalBed.directory)
        try await journal.close()
    }

    @Test("what arrives during a sync goes into one write and one sync, in the order of the calls")
    func groupCommit() async throws {
        let gate = Gate()
        let disk = JournalBed.empty()
        let faulty = FaultyFileSystem(disk, beforeOperation: { gate.pass($0) })
        let journal = try JournalBed.open(faulty).journal
        gate.shut(at: .sync)
        let turn = Turn()
        let (done, ended) = AsyncStream<UInt64>.makeStream()
        let finished: @Sendable (UInt64) -> @Sendable (Result<Void, JournalError>) -> Void = { sequence in
            { result in
                if case .success = result { turn.order.withLock { $0.append(sequence) } }
                ended.yield(sequence)
            }
        }
        journal.enqueue(JournalEntry(sequence: 1, body: [1]), whenDurable: finished(1))
        var arrivals = gate.arrivals.makeAsyncIterator()
        _ = await arrivals.next()
        faulty.forgetOperations()
        // Many tasks, one order: whoever takes the number also makes the call.
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<200 {
                group.addTask {
                    turn.last.withLock { last in
                        last += 1
                        journal.enqueue(JournalEntry(sequence: last, body: [UInt8(last)]), whenDurable: finished(last))
                    }
                }
            }
        }
        #expect(journal.durableSequence == 0)
        #expect(journal.lastSequence == 201)
        gate.open()
        var iterator = done.makeAsyncIterator()
        for _ in 0..<201 { _ = await iterator.next() }
        #expect(turn.order.withLock { $0 } == Array(1...201))
        #expect(faulty.count(.write) == 1)
        // The gate records its call only when it is opened: the first entry's sync and the batch's.
        #expect(faulty.count(.sync) == 2)
        #expect(journal.durableSequence == 201)
        try await journal.close()
        let frames = try JournalBed.open(disk, mode: .readOnly).frames
        #expect(frames.map(\.body) == (1...201).map { [UInt8($0)] })
        #expect(frames.map(\.durableSequence) == [0] + [UInt64](repeating: 1, count: 200))
    }

    @Test("companion writes are durable before the frames are written, in one batch with one sync each")
    func companionFirst() async throws {
        let gate = Gate()
        let disk = JournalBed.empty()
        disk.put([UInt8](repeating: 0, count: 16), at: "/store/keys")
        let faulty = FaultyFileSystem(disk, beforeOperation: { gate.pass($0) })
        let companion = try faulty.open("/store/keys", mode: .readWrite)
        let journal = try JournalBed.open(faulty, companion: companion).journal
        gate.shut(at: .sync)
        async let first = journal.commit(1, [1])
        var arrivals = gate.arrivals.makeAsyncIterator()
        _ = await arrivals.next()
        faulty.forgetOperations()
        let (done, ended) = AsyncStream<Result<Void, JournalError>>.makeStream()
        journal.enqueue(JournalEntry(sequence: 2, body: [2], companionWrites: [.init(offset: 4, bytes: [7, 7])])) {
            ended.yield($0)
        }
        journal.enqueue(JournalEntry(companionWrites: [.init(offset: 8, bytes: [8])])) { ended.yield($0) }
        journal.enqueue(JournalEntry(sequence: 3, body: [3])) { ended.yield($0) }
        gate.open()
        try await first.get()
        var iterator = done.makeAsyncIterator()
        for _ in 0..<3 { try await iterator.next()?.get() }
        let calls = faulty.operations.map { "\($0.kind) \($0.path.hasSuffix("keys") ? "keys" : "log")" }
        #expect(calls == ["sync log", "write keys", "write keys", "sync keys", "write log", "sync log"])
        #expect(disk.bytes(of: "/store/keys")?[4..<9] == [7, 7, 0, 0, 8])
        #expect(journal.lastSequence == 3)
        try await journal.close()
    }

    @Test("a companion write after a clean close is preceded by a frame that says the journal is open")
    func openMarker() async throws {
        let disk = try await JournalBed.closedJournal()
        disk.put([0], at: "/store/keys")
        let faulty = FaultyFileSystem(disk)
        let companion = try faulty.open("/store/keys", mode: .readWrite)
        let journal = try JournalBed.open(faulty, companion: companion).journal
        faulty.forgetOperations()
        for _ in 0..<2 {
            try await journal.perform(JournalEntry(companionWrites: [.init(offset: 0, bytes: [1])])).get()
        }
        let calls = faulty.operations.map { "\($0.kind) \($0.path.hasSuffix("keys") ? "keys" : "log")" }
        #expect(calls == ["write log", "sync log", "write keys", "sync keys", "write keys", "sync keys"])
        let crashed = try JournalBed.open(disk.copy(), mode: .readOnly)
        #expect(!crashed.journal.recovery.closedCleanly)
        #expect(crashed.journal.recovery.lastSequence == 6)
        try await journal.close()
        #expect(try JournalBed.open(disk, mode: .readOnly).journal.recovery.closedCleanly)
    }

    @Test("entries that can never work are refused in their turn and do no harm")
    func refusals() async throws {
        let disk = JournalBed.empty()
        let journal = try JournalBed.open(disk).journal
        #expect(await journal.commit(2, []).code == .outOfOrder)
        #expect(await journal.commit(0, []).code == .outOfOrder)
        #expect(await journal.commit(.max, []).code == .outOfOrder)
        let large = [UInt8](repeating: 0, count: Journal.maximumBodyBytes + 1)
        #expect(await journal.commit(1, large).code == .tooLarge)
        let companionWrite = JournalEntry(companionWrites: [.init(offset: 0, bytes: [1])])
        #expect(await journal.perform(companionWrite).code == .invalidArgument)
        try await journal.commit(1, Array(large.dropLast())).get()
        #expect(await journal.commit(1, []).code == .outOfOrder)
        try await journal.commit(2, []).get()
        try await journal.close()
        #expect(await journal.commit(3, []).code == .closed)
        let frames = try JournalBed.open(disk, mode: .readOnly).frames
        #expect(frames.map(\.body.count) == [Journal.maximumBodyBytes, 0])
    }

    @Test("a long queue of entries, refused ones and checkpoints is answered in its order, and in batches that checkpoints end")
    func mixedQueue() async throws {
        let gate = Gate()
        let disk = JournalBed.empty()
        let journal = try JournalBed.open(FaultyFileSystem(disk, beforeOperation: { gate.pass($0) })).journal
        gate.shut(at: .sync)
        let answers = Mutex<[String]>([])
        let answered: @Sendable (String) -> @Sendable (Result<Void, JournalError>) -> Void = { name in
            { result in answers.withLock { $0.append("\(name) \(result.code?.rawValue ?? "done")") } }
        }
        journal.enqueue(JournalEntry(sequence: 1, body: JournalBed.body(1)), whenDurable: answered("1"))
        var arrivals = gate.arrivals.makeAsyncIterator()
        _ = await arrivals.next()
        var expected = ["1 done"]
        for sequence in 2...3000 as ClosedRange<UInt64> {
            if sequence % 100 == 0 {
                journal.enqueue(JournalEntry(sequence: sequence + 1, body: []), whenDurable: answered("early"))
                expected.append("early outOfOrder")
            }
            let entry = JournalEntry(sequence: sequence, body: JournalBed.body(sequence))
            journal.enqueue(entry, whenDurable: answered("\(sequence)"))
            expected.append("\(sequence) done")
            if sequence % 700 == 0 || sequence == 701 {
                journal.checkpoint(JournalCheckpoint(sequence: sequence, payload: []), whenDurable: answered("checkpoint"))
                expected.append("checkpoint done")
            }
        }
        gate.open()
        try await journal.close()
        #expect(answers.withLock { $0 } == expected)
        let (reopened, frames) = try JournalBed.open(disk, mode: .readOnly)
        #expect(reopened.recovery.lastSequence == 3000)
        #expect(frames.map(\.sequence) == Array(2801...3000))
        #expect(frames.map(\.body) == JournalBed.bodies(2801...3000))
        // The batch in which each was written, by what was durable before it.
        #expect(Set(frames.map(\.durableSequence)) == [2800])
    }

    @Test("closing drains the queue, writes a close frame, and answers the same when done again")
    func closing() async throws {
        let disk = JournalBed.empty()
        let journal = try JournalBed.open(disk).journal
        let order = Mutex<[UInt64]>([])
        for sequence in 1...50 as ClosedRange<UInt64> {
            journal.enqueue(JournalEntry(sequence: sequence, body: [])) { _ in order.withLock { $0.append(sequence) } }
        }
        async let one: Void = journal.close()
        async let two: Void = journal.close()
        _ = try await (one, two)
        try await journal.close()
        #expect(order.withLock { $0 } == Array(1...50))
        let recovery = try JournalBed.open(disk, mode: .readOnly).journal.recovery
        #expect(recovery.closedCleanly)
        #expect(recovery.lastSequence == 50)
    }

    @Test("a journal without commits closes cleanly as well")
    func emptyJournal() async throws {
        let disk = JournalBed.empty()
        let journal = try JournalBed.open(disk).journal
        #expect(journal.recovery.created)
        #expect(!journal.recovery.closedCleanly)
        try await journal.close()
        #expect(disk.bytes(of: JournalBed.segment)?.count == 168)
        #expect(try JournalBed.open(disk, mode: .readOnly).journal.recovery.closedCleanly)
    }

    @Test("a journal that is let go makes its queue durable and ends its thread, without a close frame")
    func letGo() async throws {
        final class Lock: JournalLock {
            let path = "lock"
            let onRelease: AsyncStream<Void>.Continuation
            init(_ onRelease: AsyncStream<Void>.Continuation) { self.onRelease = onRelease }
            func release() { onRelease.yield() }
        }
        let disk = JournalBed.empty()
        let (released, continuation) = AsyncStream<Void>.makeStream()
        let (results, result) = AsyncStream<JournalError.Code?>.makeStream()
        do {
            let system = LockSubstitute(disk) { Lock(continuation) }
            let journal = try JournalBed.open(system).journal
            journal.enqueue(JournalEntry(sequence: 1, body: [1])) { result.yield($0.code) }
        }
        var codes = results.makeAsyncIterator()
        #expect(await codes.next() == .some(nil))
        var releases = released.makeAsyncIterator()
        _ = await releases.next()
        let (journal, frames) = try JournalBed.open(disk, mode: .readOnly)
        #expect(frames.map(\.body) == [[1]])
        #expect(!journal.recovery.closedCleanly)
    }

    @Test("a lock that the caller holds is neither taken again nor given back")
    func callersLock() async throws {
        let disk = InMemoryFileSystem(directories: [JournalBed.directory])
        let lock = try disk.lockExclusive(JournalBed.directory + "/LOCK")
        let journal = try Journal.open(
            directory: JournalBed.directory, fileSystem: disk, storeID: JournalBed.storeID, mode: .readWrite, lock: lock,
            salt: { JournalBed.salt }, replay: { _ in })
        try await journal.close()
        #expect(DamageTests.code { try disk.lockExclusive(lock.path) } == .locked)
        lock.release()
    }
}

/// Whose turn it is, for tasks that race.
final class Turn: Sendable {
    let last = Mutex<UInt64>(1)
    let order = Mutex<[UInt64]>([])
}

/// A file system with another kind of lock.
struct LockSubstitute: JournalFileSystem {
    let base: InMemoryFileSystem
    let lock: @Sendable () -> any JournalLock

    init(_ base: InMemoryFileSystem, lock: @escaping @Sendable () -> any JournalLock) {
        self.base = base
        self.lock = lock
    }

    func open(_ path: String, mode: JournalFileMode) throws(JournalError) -> any JournalFile {
        try base.open(path, mode: mode)
    }
    func rename(_ path: String, to destination: String) throws(JournalError) { try base.rename(path, to: destination) }
    func remove(_ path: String) throws(JournalError) { try base.remove(path) }
    func createDirectory(_ path: String) throws(JournalError) { try base.createDirectory(path) }
    func list(_ directory: String) throws(JournalError) -> [String] { try base.list(directory) }
    func status(_ path: String) throws(JournalError) -> JournalPathStatus { try base.status(path) }
    func syncDirectory(_ path: String) throws(JournalError) { try base.syncDirectory(path) }
    func lockExclusive(_ path: String) throws(JournalError) -> any JournalLock { lock() }
}
