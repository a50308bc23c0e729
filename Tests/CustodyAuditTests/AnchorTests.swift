import CustodyModel
import CustodyTesting
import Synchronization
import Testing

@testable import CustodyAudit

/// What can be done to a log by who has its disk, and whether verification with an anchored checkpoint at hand names it.
@Suite("Attacks on a log that was anchored") struct AnchorTests {
    /// A log of which every change is kept, so that any earlier or other state can be put in its place.
    final class Victim {
        let anchor = InMemoryAnchor()
        let checkpoints = InMemoryCheckpointStore()
        let coordinator = RecordingCoordinator()
        let sink: InMemoryAuditSink
        let trusted: TrustedLog

        init() async throws {
            sink = try Fixture.sink(checkpoints: checkpoints, committingTo: coordinator)
            for number in 0..<3 { try await Fixture.record(Fixture.read(UInt64(number)), in: sink) }
            _ = try await sink.anchor(.access, in: anchor, at: Fixture.start)
            for number in 3..<8 { try await Fixture.record(Fixture.read(UInt64(number)), in: sink) }
            _ = try await sink.anchor(.access, in: anchor, at: Fixture.start)
            for number in 8..<10 { try await Fixture.record(Fixture.read(UInt64(number)), in: sink) }
            _ = try await sink.checkpoint(.access, at: Fixture.start, ifDue: false)
            let status = try await sink.status()
            trusted = TrustedLog(try #require(status[.access]).verifier)
        }

        func held() async throws -> AnchoredLog { try await AnchoredLog(.access, trusted: trusted, in: anchor) }

        /// The log of the first changes, with a directory's checkpoint of its own.
        func state(_ count: Int, _ own: [UInt8]?) throws -> InMemoryAuditSink {
            let store = InMemoryCheckpointStore(own.map { [.access: $0] } ?? [:])
            let sink = try Fixture.sink(checkpoints: store)
            for change in coordinator.written.prefix(count) { try sink.replay(change.bytes, at: change.sequence) }
            return sink
        }

        private static func advance(_ coordinator: MemoryCoordinator) async throws {
            var unit = UnitOfWork()
            let nothing = StagedChange(store: .data, validate: {}, prepare: { _ in PreparedChange(bytes: []) { () } })
            _ = unit.add(nothing, to: coordinator, resultType: Void.self)
            _ = try await unit.commit()
        }

        /// Another log of so many entries, written anew with the store's own key.
        func forged(_ count: Int, after prefix: Int = 0) async throws -> InMemoryAuditSink {
            let coordinator = MemoryCoordinator()
            let sink = try Fixture.sink(random: SeededRandomSource(seed: 77), committingTo: coordinator)
            // The numbers of commits go on from those of the honest log.
            for change in self.coordinator.written.prefix(prefix) {
                try await Self.advance(coordinator)
                try sink.replay(change.bytes, at: change.sequence)
            }
            for number in prefix..<count { try await Fixture.record(Fixture.read(UInt64(100 + number)), in: sink) }
            _ = try await sink.checkpoint(.access, at: Fixture.start, ifDue: false)
            return sink
        }
    }

    private func codes(_ sink: some AuditSink, _ held: AnchoredLog...) async throws -> [AuditFinding.Code] {
        try await sink.verify(against: held).findings.map(\.code)
    }

    @Test("an honest log verifies, and the report says how much is signed and anchored")
    func honest() async throws {
        let victim = try await Victim()
        let report = try await victim.sink.verify(against: [victim.held()])
        #expect(report.isIntact)
        let log = try #require(report.logs[.access])
        #expect(log.size == 10)
        #expect(log.signedSize == 10)
        #expect(log.anchoredSize == 8)
        #expect(log.unanchoredTail == 2)
        #expect(log.unsignedTail == 0)
        let bare = try #require(try await victim.sink.verify().logs[.access])
        #expect(bare.anchoredSize == nil)
        #expect(bare.unanchoredTail == 10)
    }

    @Test("a tail that was cut off is named", arguments: 0..<8)
    func truncated(_ count: Int) async throws {
        let victim = try await Victim()
        let sink = try victim.state(count, victim.checkpoints.load(.access))
        let report = try await sink.verify(against: [victim.held()])
        // The store's own newest checkpoint tells by itself, since it was left in place.
        #expect(report.findings.map(\.code).contains(.rollback))
        #expect(report.findings.map(\.code).contains(.truncated))
        #expect(report.findings.first { $0.code == .truncated }?.place.index == UInt64(count))
    }

    @Test("an older directory that is put back is named, and only with the anchor")
    func older() async throws {
        let victim = try await Victim()
        for count in [4, 7] {
            let old = try victim.state(count, nil)
            _ = try await old.checkpoint(.access, at: Fixture.start, ifDue: false)
            #expect(try await old.verify().isIntact, "an older state is whole in itself")
            let report = try await old.verify(against: [victim.held()])
            #expect(report.findings.map(\.code) == [.olderState])
            #expect(report.findings.first?.message.contains("its first 3 leaves are those that were anchored") == true)
            #expect(report.logs[.access]?.anchoredSize == 3)
        }
    }

    @Test("a shorter valid log in its place is named, and only with the anchor", arguments: [3, 5, 7])
    func shorter(_ count: Int) async throws {
        let victim = try await Victim()
        let other = try await victim.forged(count)
        #expect(try await other.verify().isIntact, "a forged log is whole in itself")
        #expect(try await codes(other, victim.held()) == [.replaced])
        // Without a checkpoint of its size or less nobody can tell it from an older state, and the finding says so.
        let newest = try AnchoredLog(
            .access, trusted: victim.trusted, notes: [#require(victim.anchor.held(origin: victim.trusted.origin).last)])
        let report = try await other.verify(against: [newest])
        #expect(report.findings.map(\.code) == [.olderState])
        #expect(report.findings.first?.message.contains("may also be another log") == true)
    }

    @Test("a longer valid log in its place is named")
    func longer() async throws {
        let victim = try await Victim()
        #expect(try await codes(victim.forged(20), victim.held()) == [.replaced])
    }

    @Test("a fork is named with the place after which it can have begun", arguments: [3, 5, 7])
    func forked(_ prefix: Int) async throws {
        let victim = try await Victim()
        let fork = try await victim.forged(12, after: prefix)
        #expect(try await fork.verify().isIntact, "a fork is whole in itself")
        let report = try await fork.verify(against: [victim.held()])
        #expect(report.findings.map(\.code) == [.forked])
        #expect(report.findings.first?.place == AuditPlace(.access, 3))
        #expect(report.logs[.access]?.anchoredSize == 3)
    }

    @Test("a fork behind what was anchored cannot be told: that is the unanchored tail")
    func unanchored() async throws {
        let victim = try await Victim()
        let report = try await victim.forged(12, after: 8).verify(against: [victim.held()])
        #expect(report.isIntact)
        #expect(report.logs[.access]?.unanchoredTail == 4)
    }

    @Test("payloads that were swapped between entries are named with their places, what only a key tells only with the key")
    func swapped() async throws {
        let victim = try await Victim()
        func swap(_ exchange: (inout AuditChange, inout AuditChange) -> Void) throws -> InMemoryAuditSink {
            var changes = victim.coordinator.written
            var (first, second) = (
                try CBOR.decode(AuditChange.self, from: changes[2].bytes),
                try CBOR.decode(AuditChange.self, from: changes[6].bytes)
            )
            exchange(&first, &second)
            (changes[2].bytes, changes[6].bytes) = (try CBOR.encode(first), try CBOR.encode(second))
            let sink = try Fixture.sink(checkpoints: InMemoryCheckpointStore())
            for change in changes { try sink.replay(change.bytes, at: change.sequence) }
            return sink
        }
        let compartments = try await swap { (left, right) in
            (left.compartments, right.compartments) = (right.compartments, left.compartments)
        }.verify(against: [victim.held()])
        #expect(compartments.findings.map(\.code) == [.payload, .payload])
        #expect(compartments.findings.map(\.place.index) == [2, 6])
        // Sealed bytes alone bind to nothing that is visible: who holds no key cannot tell, and who holds one can.
        let boxes = try swap { (left, right) in
            (left.compartments[0].box, right.compartments[0].box) = (right.compartments[0].box, left.compartments[0].box)
        }
        #expect(try await boxes.verify(against: [victim.held()]).isIntact)
        let opened = try await boxes.verify(opening: [Fixture.identity(2)], against: [victim.held()])
        #expect(opened.findings.map(\.code) == [.content])
        #expect(opened.findings.map(\.place.index) == [2])
    }

    @Test("a log that is signed with another key is named")
    func resigned() async throws {
        let victim = try await Victim()
        let sink = try InMemoryAuditSink(
            origin: Fixture.origin, signer: NoteSigner(name: Fixture.origin, seed: [UInt8](repeating: 9, count: 32)),
            checkpoints: InMemoryCheckpointStore(), committingTo: MemoryCoordinator())
        for change in victim.coordinator.written { try sink.replay(change.bytes, at: change.sequence) }
        _ = try await sink.checkpoint(.access, at: Fixture.start, ifDue: false)
        #expect(try await sink.verify().isIntact)
        #expect(try await codes(sink, victim.held()) == [.foreignKey])
    }

    @Test("a checkpoint in the store that another key signed is named without an anchor")
    func foreignCheckpoint() async throws {
        let victim = try await Victim()
        let forged = try SignedCheckpoint(
            signing: #require(try await victim.sink.status()[.access]?.checkpoint?.checkpoint),
            by: NoteSigner(name: Fixture.origin + "/access", seed: [UInt8](repeating: 9, count: 32)))
        let sink = try victim.state(10, forged.bytes.array)
        #expect(try await sink.verify().findings.map(\.code) == [.checkpoint])
    }

    @Test("a log of another origin is named")
    func otherOrigin() async throws {
        let victim = try await Victim()
        let sink = try InMemoryAuditSink(
            origin: "example.org/else", signer: NoteSigner(name: Fixture.origin, seed: Array(0..<32)),
            checkpoints: InMemoryCheckpointStore(), committingTo: MemoryCoordinator())
        for change in victim.coordinator.written { try sink.replay(change.bytes, at: change.sequence) }
        #expect(try await codes(sink, victim.held()) == [.otherOrigin])
        // And a checkpoint of another log does not even become an anchored one.
        let other = try await victim.sink.status()[.evidence]?.verifier
        #expect(throws: AuditError(.otherOrigin, "")) {
            let notes = victim.anchor.held(origin: victim.trusted.origin)
            _ = try AnchoredLog(.access, trusted: TrustedLog(#require(other)), notes: notes)
        }
    }

    /// An anchor in which somebody else is first, once: when it is asked what it holds, or when it is given something.
    final class Contested: AnchorSink {
        enum Moment: CaseIterable { case holding, publishing }

        let base = InMemoryAnchor()
        private let sink: InMemoryAuditSink
        private let moment: Mutex<Moment?>

        init(_ sink: InMemoryAuditSink, _ moment: Moment) {
            self.sink = sink
            self.moment = Mutex(moment)
        }

        private func letOthersBeFirst(_ now: Moment) async throws {
            let isDue = moment.withLock { moment in
                guard moment == now else { return false }
                moment = nil
                return true
            }
            guard isDue else { return }
            try await Fixture.record(Fixture.read(7), in: sink)
            _ = try await sink.anchor(.access, in: base, at: Fixture.start)
        }

        func held(origin: String) async throws -> [SignedNote] {
            try await letOthersBeFirst(.holding)
            return base.held(origin: origin)
        }

        func publish(_ update: CheckpointUpdate) async throws -> [NoteSignature] {
            try await letOthersBeFirst(.publishing)
            return try base.publish(update)
        }
    }

    @Test("what somebody else anchors meanwhile is neither a rollback nor a fork", arguments: Contested.Moment.allCases)
    func whatOthersAnchorMeanwhileIsNoRollback(_ moment: Contested.Moment) async throws {
        let sink = try Fixture.sink()
        try await Fixture.record(Fixture.read(1), in: sink)
        let anchor = Contested(sink, moment)
        let note = try #require(try await sink.anchor(.access, in: anchor, at: Fixture.start))
        #expect(try Checkpoint(note.text).size == 2)
        let origin = try #require(try await sink.status()[.access]).origin
        #expect(anchor.base.held(origin: origin).last?.text == note.text)
    }

    @Test("an anchor takes only what continues the newest that it holds")
    func publishing() async throws {
        let victim = try await Victim()
        let update = try await victim.sink.update(.access, from: 8)
        var stale = update
        stale.old = 3
        for wrong in [stale, CheckpointUpdate(old: 0, path: [], note: update.note)] {
            #expect(throws: AuditError(.inconsistent, "")) { try victim.anchor.publish(wrong) }
        }
        await #expect(throws: AuditError(.rolledBack, "", at: AuditPlace(.access))) {
            _ = try await victim.forged(5).anchor(.access, in: victim.anchor, at: Fixture.start)
        }
        await #expect(throws: AuditError(.inconsistent, "", at: AuditPlace(.access))) {
            _ = try await victim.forged(12).anchor(.access, in: victim.anchor, at: Fixture.start)
        }
        #expect(victim.anchor.held(origin: victim.trusted.origin).count == 2)
        #expect(try victim.anchor.publish(update).isEmpty)
        #expect(victim.anchor.held(origin: victim.trusted.origin).count == 3)
        // Anchoring again what is anchored adds nothing, and an empty log has nothing to anchor.
        #expect(try await victim.sink.anchor(.access, in: victim.anchor, at: Fixture.start) != nil)
        #expect(victim.anchor.held(origin: victim.trusted.origin).count == 3)
        #expect(try await victim.sink.anchor(.evidence, in: victim.anchor, at: Fixture.start) == nil)
    }
}
