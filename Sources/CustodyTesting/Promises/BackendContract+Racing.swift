import CustodyAudit
import CustodyConsent
import CustodyCore
import CustodyData
import CustodyModel
import Synchronization

/// What holds while many commit. Whatever order there was must be right: nothing waits for a clock.
extension BackendContract {
    static let racingPromises: [ContractPromise<BackendFixture>] = [
        ContractPromise("what a unit requires still holds where it commits, whoever writes beside it") { fixture in
            let backends = try await fixture.make()
            for round in 1...4 {
                for condition in try await conditions(round, in: backends) { try await condition.race(in: backends) }
                // Each requires what the other alters: whoever is second was decided on what is not so any more.
                let (left, right) = (round * 20 + 18, round * 20 + 19)
                async let first = put(right, requiring: left, in: backends)
                async let second = put(left, requiring: right, in: backends)
                let done = try await [first, second].count { $0 }
                try expect(done, is: 1, "units that committed of two that each require what the other alters")
            }
        },
        ContractPromise("who follows the log misses no commit while many write") { fixture in
            let backends = try await fixture.make()
            let start = backends.coordinator.lastSequence
            let end = CommitSequence(rawValue: start.rawValue + 16)
            let reader = LogReader(backends, from: start)
            let followed = try await withThrowingTaskGroup(of: LogReader?.self) { group in
                group.addTask { try await reader.followed(to: end) }
                for writer in 0..<4 {
                    group.addTask {
                        for number in 1...4 {
                            _ = try await put(writer * 4 + number, in: backends)
                            await Task.yield()
                        }
                        return nil
                    }
                }
                var (ended, writers): (LogReader?, Int) = (nil, 0)
                for try await result in group {
                    if let result { ended = result } else { writers += 1 }
                    // Where a commit is lost nobody would ever come to the last.
                    if writers == 4, backends.coordinator.lastSequence < end { group.cancelAll() }
                }
                return ended ?? reader
            }
            var whole = followed
            try await whole.read()
            try expect(whole.places, is: Array(0..<16), "the places of the entries, as they were come upon")
            try expect(whole.commits == whole.commits.sorted(), "the commits were come upon out of their order")
        },
        ContractPromise("a unit that many tasks deliver at once commits once") { fixture in
            let backends = try await fixture.make()
            let idempotency = Idempotency(key: handle(1), request: handle(2))
            let commits = try await withThrowingTaskGroup(of: Commit.self) { group in
                for _ in 0..<8 { group.addTask { try await put(1, in: backends, idempotency) } }
                return try await group.reduce(into: [Commit]()) { $0.append($1) }
            }
            try expect(commits.count { !$0.isDuplicate }, is: 1, "deliveries that are told to be the first")
            try expect(Set(commits.map(\.sequence)).count, is: 1, "commits")
            try expect(try backends.coordinator.sequence(of: idempotency), is: commits[0].sequence, "the commit of the key")
            try expect(try await backends.audit.entries(AuditQuery(log: .access)).count, is: 1, "entries in the log")
            try await expectError("the key for another request", where: { $0 == CommitError.reused }) {
                _ = try backends.coordinator.sequence(of: Idempotency(key: handle(1), request: handle(3)))
            }
        },
        ContractPromise("cancelling who committed does not abandon the commit") { fixture in
            let backends = try await fixture.make()
            let before = backends.coordinator.lastSequence
            let canceller = Canceller()
            var unit = UnitOfWork()
            _ = try backends.audit.stage(AuditSinkContract.Cast.read("1"), in: &unit)
            backends.data.stage(.write([.put(DataStoreContract.record(1), expecting: nil)]), in: &unit)
            let cancelling = StagedChange(
                store: .data, validate: {},
                prepare: { _ in
                    // What is prepared was handed over. By somebody else, who waits for no lock that is held here.
                    Task.detached { canceller.cancel() }
                    return PreparedChange(bytes: []) { () }
                })
            _ = unit.add(cancelling, to: backends.coordinator, resultType: Void.self)
            let staged = unit
            let (gate, opener) = AsyncStream<Void>.makeStream()
            let committing: Task<CommitSequence, any Error> = Task {
                for await _ in gate {}
                return try await staged.commit().sequence
            }
            canceller.take(committing)
            opener.finish()
            let sequence: CommitSequence
            do { sequence = try await committing.value } catch {
                throw BrokenPromise("whoever was cancelled after handing over was not told of the commit, but got \(error)")
            }
            try expect(sequence, is: before.next, "the commit")
            try expect(try await backends.data.record(DataStoreContract.id(1)) != nil, "the record is missing")
            try expect(try await backends.audit.entries(AuditQuery(commit: sequence)).count, is: 1, "entries of the commit")
            _ = try await put(2, in: backends)
        },
    ]

    /// Commits a record, provided that nothing is known of somebody else; false when something is.
    private static func put(_ number: Int, requiring other: Int, in backends: Backends) async throws -> Bool {
        try await isDone(lost: { (error: DataError) in error.code == .subjectChanged }) {
            var unit = UnitOfWork()
            backends.data.stage(.require(SubjectPrecondition(DataStoreContract.subject(other), at: .zero)), in: &unit)
            backends.data.stage(.write([.put(DataStoreContract.record(number), expecting: nil)]), in: &unit)
            _ = try await unit.commit()
        }
    }

    /// What a unit may require without writing it, each about a thing of its own.
    private static func conditions(_ round: Int, in backends: Backends) async throws -> [Condition] {
        let first = round * 20
        @Sendable func subject(_ place: Int) -> SubjectToken { DataStoreContract.subject(first + place) }
        @Sendable func new(_ place: Int) -> DataChange {
            .write([.put(DataStoreContract.record(first + place), expecting: nil)])
        }
        @Sendable func objected(_ place: Int) -> ConsentChange {
            .append(ConsentEvent(.objected, by: subject(place), for: "marketing", recordedAt: DataStoreContract.at))
        }
        let index = DataStoreContract.index(first)
        _ = try await put(first + 2, in: backends)
        guard let read = try await backends.data.record(DataStoreContract.id(first + 2)) else {
            throw BrokenPromise("what was committed is not there")
        }
        var corrected = read
        corrected.version += 1
        let change = RecordWrite.put(corrected, expecting: read.version)
        let edition = ConsentDesk(backends.consent).edition("\(round)", .minor)
        let (data, consent, head) = (backends.data, backends.consent, try await backends.consent.noticeBook().head)
        let changed: @Sendable (any Error) -> Bool = { ($0 as? DataError)?.code == .subjectChanged }
        let moved: @Sendable (any Error) -> Bool = { ($0 as? ConsentError)?.code == .headMoved }
        return [
            Condition("nothing about somebody", first + 10, isRefusal: changed) {
                data.stage(.require(SubjectPrecondition(subject(0), at: .zero)), in: &$0)
            } altering: {
                data.stage(new(0), in: &$0)
            },
            Condition("nothing about somebody, of a write", first + 11, isRefusal: changed) {
                data.stage(.write([], requiring: [SubjectPrecondition(subject(1), at: .zero)]), in: &$0)
            } altering: {
                data.stage(new(1), in: &$0)
            },
            Condition("a record as it was read", first + 12, isRefusal: changed) {
                data.stage(.requireRecords([read]), in: &$0)
            } altering: {
                data.stage(.write([change]), in: &$0)
            },
            Condition("an identifier of nobody", first + 13, isRefusal: { ($0 as? DataError)?.code == .alreadyBound }) {
                data.stage(.requireUnbound([index]), in: &$0)
            } altering: {
                data.stage(.bind(index, to: subject(3).handle), in: &$0)
            },
            Condition("nobody's will", first + 14, isRefusal: moved) {
                try consent.stage(.require(subject(4), head: nil), in: &$0)
            } altering: {
                try consent.stage(objected(4), in: &$0)
            },
            Condition("nobody's will, of many", first + 15, isRefusal: moved) {
                try consent.stage(.requireAll([SubjectHead(subject(5), nil), SubjectHead(subject(6), nil)]), in: &$0)
            } altering: {
                try consent.stage(objected(6), in: &$0)
            },
            Condition("no further notice", first + 16, isRefusal: moved) {
                try consent.stage(.requireNotices(head: head), in: &$0)
            } altering: {
                try consent.stage(.record(edition), in: &$0)
            },
        ]
    }
}

/// Something that a unit requires, and what alters it.
private struct Condition: Sendable {
    typealias Stage = @Sendable (inout UnitOfWork) throws -> Void

    let name: String
    /// The record that is written on the condition.
    let record: Int
    let isRefusal: @Sendable (any Error) -> Bool
    let require: Stage
    let alter: Stage

    init(
        _ name: String, _ record: Int, isRefusal: @escaping @Sendable (any Error) -> Bool, _ require: @escaping Stage,
        altering alter: @escaping Stage
    ) {
        (self.name, self.record, self.isRefusal, self.require, self.alter) = (name, record, isRefusal, require, alter)
    }

    /// Commits something on the condition, and beside it what alters it: the first must have been before the second, or must be refused.
    func race(in backends: Backends) async throws {
        async let written = write(in: backends)
        async let altered = commit(alter)
        let (place, change) = try await (written, altered)
        let isThere = try await backends.data.record(DataStoreContract.id(record)) != nil
        try expect(isThere, is: place != nil, "whether what requires '\(name)' left something")
        guard let place else { return }
        try expect(place < change, "a unit that requires '\(name)' committed behind what alters it")
    }

    private func write(in backends: Backends) async throws -> CommitSequence? {
        do {
            return try await commit { unit in
                try require(&unit)
                backends.data.stage(.write([.put(DataStoreContract.record(record), expecting: nil)]), in: &unit)
            }
        } catch  where isRefusal(error) { return nil } catch {
            throw BrokenPromise("a unit that requires '\(name)' was not refused as it should, but got \(error)")
        }
    }

    private func commit(_ stage: (inout UnitOfWork) throws -> Void) async throws -> CommitSequence {
        var unit = UnitOfWork()
        try stage(&unit)
        return try await unit.commit().sequence
    }
}

/// Reads a log as it grows, as far as is durable each time.
private struct LogReader: Sendable {
    private let backends: Backends
    private var last: CommitSequence
    private(set) var places: [UInt64] = []
    private(set) var commits: [CommitSequence] = []

    init(_ backends: Backends, from start: CommitSequence) { (self.backends, last) = (backends, start) }

    /// Everything that is there behind what was read.
    mutating func read() async throws {
        let durable = backends.coordinator.lastSequence
        var newest = durable
        for try await entry in backends.audit.entries(since: last.next) {
            let commit = try entry.leaf().commit
            places.append(entry.index)
            commits.append(commit)
            newest = max(newest, commit)
        }
        last = max(last, newest)
    }

    /// Reads up to a commit, waiting for each; less when the task is cancelled.
    func followed(to end: CommitSequence) async throws -> LogReader {
        var reader = self
        do {
            while reader.last < end {
                guard try await backends.coordinator.committed(after: reader.last) else {
                    throw BrokenPromise("who follows is told that nothing more will come")
                }
                let known = reader.last
                try await reader.read()
                try expect(reader.last > known, "who follows was woken before the commit was there")
            }
        } catch is CancellationError {}
        return reader
    }
}

/// Cancels a task from within what the task does.
private final class Canceller: Sendable {
    private let task = Mutex<Task<CommitSequence, any Error>?>(nil)

    func take(_ task: Task<CommitSequence, any Error>) { self.task.withLock { $0 = task } }

    func cancel() { task.withLock { $0 }?.cancel() }
}
