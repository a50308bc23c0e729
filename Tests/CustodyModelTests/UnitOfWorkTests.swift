import CustodyModel
import Synchronization
import Testing

@Suite struct UnitOfWorkTests {
    struct Refusal: Error {}

    @Test("The backend that holds the audit record commits first, whatever was staged first")
    func auditFirst() async throws {
        let log = Log()
        let (data, audit) = (MemoryCoordinator(), MemoryCoordinator())
        var unit = UnitOfWork()
        let first = unit.add(log.change("data", .data), to: data, resultType: String.self)
        let second = unit.add(log.change("audit", .audit), to: audit, resultType: String.self)
        let third = unit.add(log.change("more data", .data), to: data, resultType: String.self)
        let commit = try await unit.commit()
        #expect(
            log.lines == [
                "validate audit", "prepare audit", "apply audit", "validate data", "validate more data", "prepare data",
                "prepare more data", "apply data", "apply more data",
            ])
        #expect(commit[first] == "data" && commit[second] == "audit" && commit[third] == "more data")
        #expect(commit.sequence == CommitSequence(rawValue: 1))
    }

    @Test("When the audit backend refuses, nothing is asked of the others")
    func auditRefuses() async {
        let log = Log()
        let (data, audit) = (MemoryCoordinator(), MemoryCoordinator())
        var unit = UnitOfWork()
        _ = unit.add(log.change("data", .data), to: data, resultType: String.self)
        _ = unit.add(log.change("audit", .audit, refuses: true), to: audit, resultType: String.self)
        await #expect(throws: Refusal.self) { try await unit.commit() }
        #expect(log.lines == ["validate audit"] && data.lastSequence == .zero && audit.lastSequence == .zero)
    }

    @Test("When another backend refuses after the audit record, the unit is partly committed and a retry completes it")
    func partial() async throws {
        let log = Log()
        let (data, audit) = (MemoryCoordinator(), MemoryCoordinator())
        let idempotency = Idempotency(key: .zero, request: .zero)
        func unit(refuses: Bool) -> UnitOfWork {
            var unit = UnitOfWork(idempotency: idempotency)
            _ = unit.add(log.change("data", .data, refuses: refuses), to: data, resultType: String.self)
            _ = unit.add(log.change("audit", .audit), to: audit, resultType: String.self)
            return unit
        }
        await #expect(throws: CommitError(.partlyCommitted, "")) { try await unit(refuses: true).commit() }
        #expect(audit.lastSequence == CommitSequence(rawValue: 1) && data.lastSequence == .zero)
        let commit = try await unit(refuses: false).commit()
        #expect(commit.isDuplicate && commit.sequence == CommitSequence(rawValue: 1))
        #expect(audit.lastSequence == CommitSequence(rawValue: 1) && data.lastSequence == CommitSequence(rawValue: 1))
        #expect(log.lines.filter { $0 == "apply audit" }.count == 1)
    }

    @Test("The same idempotency key answers the earlier commit, and for another request it is refused")
    func idempotency() async throws {
        let log = Log()
        let coordinator = MemoryCoordinator()
        let (key, other) = (Handle.zero, Handle([UInt8](repeating: 1, count: 16)) ?? .zero)
        func commit(_ idempotency: Idempotency?) async throws -> (Commit, String?) {
            var unit = UnitOfWork(idempotency: idempotency)
            let staged = unit.add(log.change("x", .data), to: coordinator, resultType: String.self)
            let commit = try await unit.commit()
            return (commit, commit[staged])
        }
        let first = try await commit(Idempotency(key: key, request: key))
        #expect(!first.0.isDuplicate && first.1 == "x")
        let again = try await commit(Idempotency(key: key, request: key))
        #expect(again.0.isDuplicate && again.0.sequence == first.0.sequence && again.1 == nil)
        await #expect(throws: CommitError.reused) { try await commit(Idempotency(key: key, request: other)) }
        #expect(throws: CommitError.reused) { try coordinator.sequence(of: Idempotency(key: key, request: other)) }
        #expect(try coordinator.sequence(of: Idempotency(key: key, request: key)) == first.0.sequence)
        #expect(try coordinator.sequence(of: Idempotency(key: other, request: key)) == nil)
        #expect(coordinator.lastSequence == first.0.sequence)
    }

    @Test("A refused change uses no sequence number, and none of its unit takes effect")
    func refused() async throws {
        let log = Log()
        let coordinator = MemoryCoordinator()
        for (refuses, fails) in [(true, false), (false, true)] {
            var unit = UnitOfWork(idempotency: Idempotency(key: .zero, request: .zero))
            _ = unit.add(log.change("good", .data), to: coordinator, resultType: String.self)
            _ = unit.add(log.change("bad", .data, refuses: refuses, fails: fails), to: coordinator, resultType: String.self)
            await #expect(throws: Refusal.self) { try await unit.commit() }
        }
        #expect(coordinator.lastSequence == .zero && !log.lines.contains { $0.hasPrefix("apply") })
        #expect(try coordinator.sequence(of: Idempotency(key: .zero, request: .zero)) == nil)
        for number: UInt64 in 1...3 {
            var unit = UnitOfWork()
            _ = unit.add(log.change("good", .data), to: coordinator, resultType: String.self)
            #expect(try await unit.commit().sequence == CommitSequence(rawValue: number))
        }
    }

    @Test("After a change that could not be taken in nothing more is committed, and whoever waits is told so")
    func takenInByHalf() async throws {
        let coordinator = MemoryCoordinator()
        var unit = UnitOfWork(idempotency: Idempotency(key: .zero, request: .zero))
        let torn = StagedChange(store: .data, validate: {}, prepare: { _ in PreparedChange(bytes: []) { throw Refusal() } })
        _ = unit.add(torn, to: coordinator, resultType: Void.self)
        let staged = unit
        async let isAwaited = coordinator.committed(after: .zero)
        await #expect(throws: CommitError(.damaged, "")) { try await staged.commit() }
        #expect(try await !isAwaited)
        let log = Log()
        var later = UnitOfWork()
        _ = later.add(log.change("later", .data), to: coordinator, resultType: String.self)
        let refused = later
        await #expect(throws: CommitError(.poisoned, "")) { try await refused.commit() }
        #expect(log.lines.isEmpty)
        #expect(try coordinator.sequence(of: Idempotency(key: .zero, request: .zero)) == CommitSequence(rawValue: 1))
    }

    @Test("A thing is claimed once in a unit, and again in another")
    func claims() {
        var (unit, other) = (UnitOfWork(), UnitOfWork())
        let (thing, another) = (ConflictKey(.data, [1]), ConflictKey(.data, [2]))
        let claimed = [unit.claim(thing), unit.claim(thing), unit.claim(another), other.claim(thing)]
        #expect(claimed == [true, false, true, true])
        var copy = unit
        let copied = [copy.claim(another), copy.claim(ConflictKey(.data, [3])), unit.claim(ConflictKey(.data, [3]))]
        #expect(copied == [false, true, true])
    }

    @Test("An empty unit commits nothing")
    func empty() async throws {
        let unit = UnitOfWork()
        #expect(unit.isEmpty)
        let commit = try await unit.commit()
        #expect(commit.sequence == .zero && !commit.isDuplicate && commit.results.isEmpty)
    }

    @Test("A backend that answers results for changes it was not given does not trap the unit")
    func strangeBackend() async throws {
        final class Strange: CommitCoordinator {
            let lastSequence = CommitSequence.zero
            func sequence(of idempotency: Idempotency) -> CommitSequence? { nil }
            func commit(_ changes: [StagedChange], idempotency: Idempotency?) async -> Commit {
                Commit(sequence: .zero, isDuplicate: false, results: [-1: 1, 0: "mine", 9: 2])
            }
        }
        var unit = UnitOfWork()
        let staged = unit.add(Log().change("x", .data), to: Strange(), resultType: String.self)
        let commit = try await unit.commit()
        #expect(commit[staged] == "mine" && commit.results.count == 1)
    }

    @Test("Commits of many tasks get numbers without gaps")
    func concurrent() async throws {
        let coordinator = MemoryCoordinator()
        let numbers = try await withThrowingTaskGroup(of: UInt64.self) { group in
            for _ in 0..<200 {
                group.addTask {
                    var unit = UnitOfWork()
                    _ = unit.add(Log().change("x", .data), to: coordinator, resultType: String.self)
                    return try await unit.commit().sequence.rawValue
                }
            }
            return try await group.reduce(into: Set<UInt64>()) { $0.insert($1) }
        }
        #expect(numbers == Set(1...200))
    }
}

private final class Log: Sendable {
    private let content = Mutex<[String]>([])
    var lines: [String] { content.withLock { $0 } }
    func add(_ line: String) { content.withLock { $0.append(line) } }

    func change(_ name: String, _ store: StoreTag, refuses: Bool = false, fails: Bool = false) -> StagedChange {
        StagedChange(
            store: store,
            validate: {
                self.add("validate \(name)")
                if refuses { throw UnitOfWorkTests.Refusal() }
            },
            prepare: { _ in
                self.add("prepare \(name)")
                if fails { throw UnitOfWorkTests.Refusal() }
                return PreparedChange(
                    bytes: [],
                    apply: {
                        self.add("apply \(name)")
                        return name
                    })
            })
    }
}
