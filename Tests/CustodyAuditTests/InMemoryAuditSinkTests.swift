import Crypto
import CustodyModel
import CustodyTesting
import Foundation
import Testing

@testable import CustodyAudit

@Suite struct InMemoryAuditSinkTests {
    /// A log with a bit of everything, and the changes that made it.
    static func history(
        checkpoints: any CheckpointStore = InMemoryCheckpointStore()
    ) async throws -> (sink: InMemoryAuditSink, changes: [(bytes: [UInt8], sequence: CommitSequence)]) {
        let coordinator = RecordingCoordinator()
        let sink = try Fixture.sink(checkpoints: checkpoints, committingTo: coordinator)
        try await Fixture.register([.purpose("care"), .category("contact")], in: sink)
        for number in UInt64(1)...5 { try await Fixture.record(Fixture.read(number), in: sink) }
        var event = Fixture.read(1, 2)
        event.purpose = "care"
        event.categories = ["contact"]
        try await Fixture.record(event, in: sink)
        var erasure = AuditEvent(.erasure, .erasureDone, at: Fixture.start)
        erasure.control = .erasure(
            AuditErasure(
                of: [Fixture.identity(1).handle], reason: 0, requestedAt: Fixture.start,
                requestCommitment: Bytes([UInt8](repeating: 0, count: 32))))
        erasure.erases = [AuditPlace(.access, 0, compartment: 0), AuditPlace(.access, 5, compartment: 0)]
        try await Fixture.record(erasure, in: sink)
        return (sink, coordinator.written)
    }

    static func replay(
        _ changes: [(bytes: [UInt8], sequence: CommitSequence)], checkpoints: any CheckpointStore = InMemoryCheckpointStore()
    ) throws -> InMemoryAuditSink {
        let sink = try Fixture.sink(checkpoints: checkpoints)
        for change in changes { try sink.replay(change.bytes, at: change.sequence) }
        return sink
    }

    @Test("replaying the written changes rebuilds the identical log")
    func replay() async throws {
        let store = InMemoryCheckpointStore()
        let (sink, changes) = try await Self.history(checkpoints: store)
        _ = try await sink.checkpoint(.access, at: Fixture.start, ifDue: false)
        let again = try Self.replay(changes, checkpoints: store)
        try await again.openCheck()
        #expect(try await again.entries(AuditQuery()) == (try await sink.entries(AuditQuery())))
        #expect(try await again.vocabulary() == (try await sink.vocabulary()))
        #expect(try await again.status() == (try await sink.status()))
        #expect(
            try await again.verify(opening: [Fixture.identity(2)]) == (try await sink.verify(opening: [Fixture.identity(2)])))
        #expect(try await again.verify().isIntact)
    }

    @Test("after replay new names get numbers that were never given")
    func replayedVocabulary() async throws {
        let (_, changes) = try await Self.history()
        let again = try Self.replay(changes)
        try await Fixture.register([.purpose("billing"), .purpose("care")], in: again)
        #expect(try await again.vocabulary().code(of: AuditTerm(.purpose, "billing")) == 2)
        #expect(try await again.vocabulary().code(of: AuditTerm(.purpose, "care")) == 1)
    }

    @Test("the written changes show no handle, key or content, but for the handles of an erasure")
    func writtenBytes() async throws {
        let (_, changes) = try await Self.history()
        #expect(changes.count == 8)
        let identities =
            (UInt64(1)...5).map { Fixture.identity($0) } + [Fixture.identity(90, .actor), Fixture.identity(91, .system)]
        for (number, change) in changes.enumerated() {
            for identity in identities {
                let mayShow = number == 7 && identity.handle == Fixture.identity(1).handle
                #expect(change.bytes.contains(run: identity.handle.bytes) == mayShow)
                #expect(!change.bytes.contains(run: identity.key.withUnsafeBytes { Array($0) }))
            }
            #expect(!change.bytes.contains(run: Array("secret word".utf8)))
        }
    }

    @Test("preparing alters nothing and seals afresh")
    func preparing() async throws {
        final class Holding: CommitCoordinator {
            let lastSequence = CommitSequence.zero
            func sequence(of idempotency: Idempotency) throws -> CommitSequence? { nil }
            func commit(_ changes: [StagedChange], idempotency: Idempotency?) async throws -> Commit {
                let first = try changes[0].prepare(CommitSequence(rawValue: 1))
                let second = try changes[0].prepare(CommitSequence(rawValue: 1))
                #expect(try first.bytes() != second.bytes())
                throw CommitError(.notCommitted, "the disk is full")
            }
        }
        let sink = try Fixture.sink(committingTo: Holding())
        await #expect(throws: CommitError(.notCommitted, "")) { try await Fixture.record(Fixture.read(1), in: sink) }
        #expect(try await sink.entries(AuditQuery()).isEmpty)
    }

    @Test("a log that lost its newest leaves is told from one that was signed")
    func rolledBack() async throws {
        let store = InMemoryCheckpointStore()
        let (sink, changes) = try await Self.history(checkpoints: store)
        _ = try await sink.checkpoint(.access, at: Fixture.start, ifDue: false)
        let cut = try Self.replay(Array(changes.prefix(4)), checkpoints: store)
        let expected = AuditError(.rolledBack, "", at: AuditPlace(.access, 6))
        await #expect(throws: expected) { try await cut.openCheck() }
        await #expect(throws: expected) { try await cut.checkpoint(.access, at: Fixture.start, ifDue: false) }
        #expect(try await cut.verify().findings.map(\.code) == [.rollback])
    }

    @Test("a log that was replaced is told from the one that was signed, and is never signed over it")
    func replaced() async throws {
        let store = InMemoryCheckpointStore()
        let (sink, _) = try await Self.history(checkpoints: store)
        _ = try await sink.checkpoint(.access, at: Fixture.start, ifDue: false)
        let before = store.load(.access)
        let other = try Fixture.sink(checkpoints: store)
        for number in UInt64(20)...30 { try await Fixture.record(Fixture.read(number), in: other) }
        await #expect(throws: AuditError(.rolledBack, "", at: AuditPlace(.access, 6))) { try await other.openCheck() }
        await #expect(throws: AuditError.self) { try await other.checkpoint(.access, at: Fixture.start, ifDue: false) }
        #expect(store.load(.access) == before)
        #expect(try await other.verify().findings.map(\.code) == [.rollback])
    }

    @Test("a damaged checkpoint is reported wherever the damage is")
    func damagedCheckpoint() async throws {
        let store = InMemoryCheckpointStore()
        let (sink, changes) = try await Self.history(checkpoints: store)
        _ = try await sink.checkpoint(.access, at: Fixture.start, ifDue: false)
        let good = try #require(store.load(.access))
        for place in stride(from: 0, to: good.count, by: 7) {
            var bytes = good
            bytes[place] ^= 1
            let damaged = try Self.replay(changes, checkpoints: InMemoryCheckpointStore([.access: bytes]))
            await #expect(throws: AuditError(.checkpointDamaged, "", at: AuditPlace(.access))) { try await damaged.openCheck() }
            #expect(try await damaged.verify().findings.map(\.code) == [.checkpoint])
        }
    }

    @Test("a checkpoint store that fails makes verification fail, not pass")
    func failingStore() async throws {
        struct Broken: CheckpointStore {
            struct Failure: Error {}
            func load(_ log: AuditLog) throws -> [UInt8]? { throw Failure() }
            func save(_ bytes: [UInt8], _ log: AuditLog) throws { throw Failure() }
        }
        let sink = try Fixture.sink(checkpoints: Broken())
        try await Fixture.record(Fixture.read(1), in: sink)
        await #expect(throws: Broken.Failure.self) { try await sink.verify() }
        await #expect(throws: Broken.Failure.self) { try await sink.checkpoint(.access, at: Fixture.start, ifDue: false) }
    }

    @Test("a checkpoint that could not be saved is not the newest one")
    func unsavedCheckpoint() async throws {
        struct Full: CheckpointStore {
            struct Failure: Error {}
            func load(_ log: AuditLog) -> [UInt8]? { nil }
            func save(_ bytes: [UInt8], _ log: AuditLog) throws { throw Failure() }
        }
        let sink = try Fixture.sink(checkpoints: Full())
        try await Fixture.record(Fixture.read(1), in: sink)
        await #expect(throws: Full.Failure.self) { try await sink.checkpoint(.access, at: Fixture.start, ifDue: false) }
        #expect(try await sink.status()[.access]?.checkpoint == nil)
    }

    @Test("bytes that are no change of the log are refused and leave nothing")
    func malformedChanges() async throws {
        let (_, changes) = try await Self.history()
        let sink = try Fixture.sink()
        #expect(throws: AuditError(.malformed, "")) { try sink.replay([], at: CommitSequence(rawValue: 1)) }
        #expect(throws: AuditError(.malformed, "", at: AuditPlace(.evidence))) {
            try sink.replay(changes[0].bytes, at: CommitSequence(rawValue: 2))
        }
        for change in changes {
            for count in change.bytes.indices {
                #expect(throws: AuditError.self) { try sink.replay(Array(change.bytes.prefix(count)), at: change.sequence) }
            }
        }
        #expect(try await sink.entries(AuditQuery()).isEmpty)
    }

    @Test("an origin that is no name of a key is refused")
    func badOrigin() throws {
        let signer = try NoteSigner(name: "a", seed: Array(0..<32))
        #expect(throws: AuditError(.malformed, "")) {
            try InMemoryAuditSink(
                origin: "two words", signer: signer, checkpoints: InMemoryCheckpointStore(), committingTo: MemoryCoordinator())
        }
    }

    /// Whether the two differ only in where a compartment is looked for. The leaf binds the references of its actor and of a
    /// single subject; those of several subjects are bound by nothing but the journal's own checks.
    private static func onlyFindability(
        _ left: (bytes: [UInt8], sequence: CommitSequence), _ right: (bytes: [UInt8], sequence: CommitSequence)
    ) throws -> Bool {
        func stripped(_ bytes: [UInt8]) throws -> AuditChange {
            var change = try CBOR.decode(AuditChange.self, from: bytes)
            for index in change.compartments.indices {
                change.compartments[index].reference = .zero
                change.compartments[index].keyClass = .system
            }
            return change
        }
        return try stripped(left.bytes) == stripped(right.bytes)
    }

    @Test("any alteration of a written change is refused at replay or found by verification")
    func alteredChanges() async throws {
        // Each place replays everything; `CUSTODY_EVERY_BYTE` takes every fifth.
        let step = ProcessInfo.processInfo.environment["CUSTODY_EVERY_BYTE"] == nil ? 13 : 5
        let store = InMemoryCheckpointStore()
        let (sink, changes) = try await Self.history(checkpoints: store)
        for log in AuditLog.allCases { _ = try await sink.checkpoint(log, at: Fixture.start, ifDue: false) }
        let people =
            (UInt64(1)...5).map { Fixture.identity($0) } + [Fixture.identity(90, .actor), Fixture.identity(91, .system)]
        let entries = try await sink.entries(AuditQuery())
        var unnoticed: [String] = []
        for (number, change) in changes.enumerated() {
            for place in stride(from: number % step, to: change.bytes.count, by: step) {
                var altered = changes
                altered[number].bytes[place] ^= 1
                guard let again = try? Self.replay(altered, checkpoints: store) else { continue }
                // What a later change erased leaves no trace of having been altered before.
                let hasEffect =
                    try await again.entries(AuditQuery()) != entries && !Self.onlyFindability(change, altered[number])
                if hasEffect, try await again.verify(opening: people).isIntact {
                    unnoticed.append("change \(number) byte \(place)")
                }
            }
        }
        #expect(unnoticed == [])
    }
}

extension [UInt8] {
    fileprivate func contains(run: [UInt8]) -> Bool {
        guard run.count <= count else { return false }
        return (0...(count - run.count)).contains { self[$0..<$0 + run.count].elementsEqual(run) }
    }
}
