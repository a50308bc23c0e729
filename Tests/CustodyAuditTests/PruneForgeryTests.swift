import CustodyModel
import CustodyTesting
import Testing

@testable import CustodyAudit

/// What can be passed off as a prune, and whether verification names it.
@Suite("Prunes that are not what they say") struct PruneForgeryTests {
    private static let due = Fixture.start.adding(milliseconds: 366 * 86_400_000)
    private static let digest = Bytes([UInt8](repeating: 7, count: 32))

    private static func fill(_ sink: InMemoryAuditSink, _ subjects: Range<UInt64>) async throws {
        var unit = UnitOfWork()
        for number in subjects { _ = try sink.stage(Fixture.read(number), in: &unit) }
        _ = try await unit.commit()
    }

    private static func request(digest: Bytes = digest) -> PruneRequest {
        PruneRequest(.access, below: 256, keptFor: .months(12), exportDigest: digest, actor: nil, at: due)
    }

    private static func prune(_ sink: InMemoryAuditSink) async throws {
        var unit = UnitOfWork()
        _ = try sink.stage(pruning: request(), in: &unit)
        _ = try await unit.commit()
        try await sink.removePruned(.access, at: due)
    }

    private static func held(_ sink: InMemoryAuditSink, _ anchor: InMemoryAnchor) async throws -> AnchoredLog {
        let verifier = try #require(try await sink.status()[.access]).verifier
        return try await AnchoredLog(.access, trusted: TrustedLog(verifier), in: anchor)
    }

    @Test("an honest prune is told with its range, its export and what vouches for it")
    func honest() async throws {
        let (sink, anchor) = (try Fixture.sink(), InMemoryAnchor())
        try await Self.fill(sink, 0..<300)
        _ = try await sink.anchor(.access, in: anchor, at: Fixture.start)
        try await Self.prune(sink)
        _ = try await sink.anchor(.access, in: anchor, at: Self.due)
        var report = try await sink.verify(against: [Self.held(sink, anchor)])
        report.check(export: Self.digest, of: .access)
        #expect(report.findings == [])
        let log = try #require(report.logs[.access])
        #expect(log.prunedTo == 256)
        #expect(log.prunedBy == 300)
        #expect(log.prunes.map(\.below) == [256])
        #expect(log.prunes.map(\.exportDigest) == [Self.digest])
        #expect(log.isPruneCorroborated == true)
        // Only a checkpoint from before the prune vouches for what went.
        let late = InMemoryAnchor()
        _ = try await sink.anchor(.access, in: late, at: Self.due)
        #expect(try await sink.verify(against: [Self.held(sink, late)]).logs[.access]?.isPruneCorroborated == false)
        #expect(try await sink.verify().logs[.access]?.isPruneCorroborated == nil)
    }

    @Test("a log that lost hashes of pruned entries is not published, and whoever publishes it is told so")
    func lostHashes() async throws {
        let base = try Fixture.sink()
        try await Self.fill(base, 0..<300)
        try await Self.prune(base)
        _ = try await base.checkpoint(.access, at: Self.due, ifDue: false)
        await #expect {
            _ = try await FaultySink(base: base, fault: .losesHashes).exportTiles(of: .access) { _, _ in }
        } throws: {
            ($0 as? AuditError)?.code == .rolledBack
        }
    }

    @Test("a prune that hides a change of what was anchored is named")
    func hidden() async throws {
        let anchor = InMemoryAnchor()
        let honest = try Fixture.sink()
        try await Self.fill(honest, 0..<300)
        _ = try await honest.anchor(.access, in: anchor, at: Fixture.start)
        // The holder of the key writes the log anew without what must not be seen, and prunes it.
        let forged = try Fixture.sink(random: SeededRandomSource(seed: 77))
        try await Self.fill(forged, 1000..<1300)
        try await Self.prune(forged)
        _ = try await forged.checkpoint(.access, at: Self.due, ifDue: false)
        #expect(try await forged.verify().isIntact, "without an anchor nobody can tell")
        let report = try await forged.verify(against: [Self.held(honest, anchor)])
        #expect(report.findings.map(\.code) == [.forgedPrune])
        #expect(report.findings.first?.place == AuditPlace(.access, 300))
        #expect(report.logs[.access]?.isPruneCorroborated == false)
    }

    /// Writes the numbers of removed entries into what is saved of a log, as who has the disk can.
    private struct Scissors: StateVisitor {
        let values: [String: UInt64]
        var isRestoring: Bool { false }
        mutating func visit(_ index: inout RowIndex) throws {}
        mutating func visit<Element: FlatElement>(_ list: inout OrderedChunks<Element>) throws {}
        mutating func visit<Value: Codable>(small value: inout Value) throws {
            guard case .map(var map) = try CBOR(decoding: CBOR.encode(value)), map["removed"] != nil,
                map["count"] == .unsigned(300)
            else { return }
            for (name, number) in values { map[name] = .unsigned(number) }
            value = try CBOR.decode(Value.self, from: CBOR.map(map).encoded())
        }
    }

    @Test("a front that is missing without a prune in the log is named")
    func cut() async throws {
        let sink = try Fixture.sink()
        try await Self.fill(sink, 0..<300)
        var scissors = Scissors(values: ["pruned": 256, "released": 256])
        try sink.visit(&scissors)
        try sink.finishPruning()
        #expect(try await sink.status()[.access]?.first == 256)
        let report = try await sink.verify()
        #expect(report.findings.map(\.code) == [.prune])
        #expect(report.findings.first?.message.contains("no prune in the log says so") == true)
    }

    @Test("a leaf whose root is not that of what goes, that came too early, or that names no export is named")
    func leaves() async throws {
        for (forgery, words) in [
            ({ $0.root = Self.digest }, "not what the leaf says"), ({ $0.retention = .years(2) }, "before their time was over"),
            ({ $0.exportDigest = Bytes([UInt8](repeating: 0, count: 32)) }, "names no export"),
        ] as [((inout AuditPrune) -> Void, String)] {
            let sink = try Fixture.sink()
            try await Self.fill(sink, 0..<300)
            let root = try #require(try sink.read { try $0[.access].tree.root(at: 256) })
            var prune = AuditPrune(
                below: 256, root: Bytes(root.bytes), oldest: Fixture.start, newest: Fixture.start, retention: .months(12),
                exportDigest: Self.digest)
            forgery(&prune)
            var event = AuditEvent(.prune, .pruneLog, at: Self.due)
            event.log = .access
            event.control = .prune(prune)
            var unit = UnitOfWork()
            // Past every check, as who has the key can.
            _ = try sink.append(event, in: &unit)
            _ = try await unit.commit()
            try await sink.removePruned(.access, at: Self.due)
            let report = try await sink.verify()
            #expect(report.findings.map(\.code) == [.prune])
            #expect(report.findings.first?.message.contains(words) == true, "\(report.findings)")
            #expect(report.findings.first?.place == AuditPlace(.access, 300))
        }
    }

    @Test("an export that no prune names is named, and a prune without an export is not recorded")
    func exports() async throws {
        let sink = try Fixture.sink()
        try await Self.fill(sink, 0..<300)
        #expect(throws: AuditError(.invalidEvent, "", at: AuditPlace(.access, 256))) {
            var unit = UnitOfWork()
            _ = try sink.stage(pruning: Self.request(digest: Bytes([UInt8](repeating: 0, count: 32))), in: &unit)
        }
        try await Self.prune(sink)
        var report = try await sink.verify()
        report.check(export: Bytes([UInt8](repeating: 8, count: 32)), of: .access)
        #expect(report.findings.map(\.code) == [.prune])
        #expect(!report.isIntact)
    }

    @Test("a recorded prune removes nothing before it is said that it goes, also when the log is opened again")
    func waits() async throws {
        let coordinator = RecordingCoordinator()
        let sink = try Fixture.sink(committingTo: coordinator)
        try await Self.fill(sink, 0..<300)
        var unit = UnitOfWork()
        _ = try sink.stage(pruning: Self.request(), in: &unit)
        _ = try await unit.commit()
        func reopened() async throws -> InMemoryAuditSink {
            let again = try Fixture.sink()
            for change in coordinator.written { try again.replay(change.bytes, at: change.sequence) }
            try await again.openCheck()
            return again
        }
        let waiting = try #require(try await reopened().status()[.access])
        #expect((waiting.first, waiting.prunedBelow) == (0, 256))
        try await sink.removePruned(.access, at: Self.due)
        let gone = try await reopened()
        #expect(try await gone.status()[.access]?.first == 256)
        #expect(try await gone.verify().isIntact)
    }
}
