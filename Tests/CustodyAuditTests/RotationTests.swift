import CustodyModel
import CustodyTesting
import Testing

@testable import CustodyAudit

@Suite("A log that gets another key") struct RotationTests {
    static func signer(_ number: UInt8) throws -> NoteSigner {
        try NoteSigner(name: Fixture.origin, seed: number == 0 ? Array(0..<32) : [UInt8](repeating: number, count: 32))
    }

    static func rotate(_ sink: some AuditSink, to number: UInt8) async throws -> [AuditReceipt] {
        var unit = UnitOfWork()
        let staged = try sink.stage(
            rotatingTo: signer(number), by: Fixture.person(Fixture.identity(90, .actor)), as: nil, at: Fixture.start, in: &unit)
        let commit = try await unit.commit()
        return try staged.map { try #require(commit[$0]) }
    }

    @Test("says so in both logs, is signed by both keys once, and by the new one from then on")
    func dualSigned() async throws {
        let sink = try Fixture.sink()
        try await Fixture.record(Fixture.read(1), in: sink)
        _ = try await sink.checkpoint(.access, at: Fixture.start, ifDue: false)
        let old = try #require(try await sink.status()[.access]).verifier
        let receipts = try await Self.rotate(sink, to: 5)
        #expect(receipts.map(\.place) == [AuditPlace(.evidence, 0), AuditPlace(.access, 1)])
        let new = try #require(try await sink.status()[.access]).verifier
        #expect(new != old)
        let dual = try #require(try await sink.checkpoint(.access, at: Fixture.start, ifDue: false))
        #expect(try dual.note.signers(among: [old, new]) == [old, new])
        try await Fixture.record(Fixture.read(2), in: sink)
        let later = try #require(try await sink.checkpoint(.access, at: Fixture.start, ifDue: false))
        #expect(try later.note.signers(among: [old, new]) == [new])
        #expect(try await sink.verify().isIntact)

        var trusted = TrustedLog(old)
        #expect(throws: AuditError(.unsigned, "")) { try trusted.checkpoint(later.note) }
        let proofs = try await sink.rotations(.access)
        #expect(proofs.map(\.index) == [1])
        try trusted.learn(from: LogProof(decoding: proofs[0].bytes))
        #expect(trusted.newest == new)
        #expect(try trusted.checkpoint(later.note).checkpoint.size == 3)
    }

    @Test("is followed over several changes, also with no checkpoint between them")
    func several() async throws {
        let sink = try Fixture.sink()
        try await Fixture.record(Fixture.read(1), in: sink)
        _ = try await sink.checkpoint(.access, at: Fixture.start, ifDue: false)
        let first = try #require(try await sink.status()[.access]).verifier
        for number in UInt8(5)...7 { _ = try await Self.rotate(sink, to: number) }
        let signed = try #require(try await sink.checkpoint(.access, at: Fixture.start, ifDue: false))
        #expect(signed.note.signatures.count == 4)
        var trusted = TrustedLog(first)
        for proof in try await sink.rotations(.access) { try trusted.learn(from: proof) }
        #expect(try trusted.checkpoint(signed.note).checkpoint.size == 4)
        let newest = try #require(try await sink.status()[.access]).verifier
        #expect(trusted.newest == newest)
        #expect(try await sink.verify().isIntact)
    }

    @Test("opens again with all of its keys, and not with fewer or others")
    func replayed() async throws {
        let (coordinator, store) = (RecordingCoordinator(), InMemoryCheckpointStore())
        let sink = try Fixture.sink(checkpoints: store, committingTo: coordinator)
        try await Fixture.record(Fixture.read(1), in: sink)
        _ = try await sink.checkpoint(.access, at: Fixture.start, ifDue: false)
        _ = try await Self.rotate(sink, to: 5)
        func again(_ numbers: UInt8...) throws -> InMemoryAuditSink {
            let sink = try Fixture.sink(checkpoints: store)
            for change in coordinator.written { try sink.replay(change.bytes, at: change.sequence) }
            for number in numbers { sink.takeUp(try Self.signer(number)) }
            return sink
        }
        // Between the change and the next checkpoint the old one stands.
        try await again(5).openCheck()
        #expect(try await again(5).verify().isIntact)
        _ = try await sink.checkpoint(.access, at: Fixture.start, ifDue: false)
        try await Fixture.record(Fixture.read(2), in: sink)
        _ = try await sink.checkpoint(.access, at: Fixture.start, ifDue: false)
        try await again(5).openCheck()
        #expect(try await again(5).verify().isIntact)
        await #expect(throws: AuditError(.foreignKey, "", at: AuditPlace(.access))) { try await again().openCheck() }
        #expect(try await again().verify().findings.map(\.code).contains(.key))
        await #expect(throws: AuditError(.checkpointDamaged, "", at: AuditPlace(.access))) { try await again(6).openCheck() }
        let strange = try await again(6).verify().findings.map(\.code)
        #expect(strange.contains(.key))
        #expect(strange.contains(.checkpoint))
    }

    @Test("is not signed with the new key before the log holds the change, and with both where it first does")
    func due() throws {
        let signers = try (UInt8(1)...3).map { try Self.signer($0) }
        let signing = try LogSigning(.access, signers: signers, rotations: [5, 7])
        func names(_ size: UInt64, after last: SignedCheckpoint? = nil) throws -> [NoteVerifier] {
            try signing.due(at: size, after: last).map(\.verifier)
        }
        let keys = signers.map(\.verifier)
        #expect(try names(5) == [keys[0]])
        #expect(try names(6) == Array(keys[...1]))
        #expect(try names(8) == keys)
        let root = Bytes([UInt8](repeating: 1, count: 32))
        let checkpoint = try Checkpoint(origin: Fixture.origin, size: 5, root: root)
        let last = try SignedCheckpoint(signing: checkpoint, by: signers[0])
        #expect(try names(5, after: last) == [keys[0]])
        #expect(try names(7, after: last) == Array(keys[...1]))
        #expect(try names(9, after: last) == keys)
        #expect(try names(9, after: SignedCheckpoint(signing: checkpoint, by: signers[1])) == Array(keys[1...]))
        #expect(try names(9, after: SignedCheckpoint(signing: checkpoint, by: signers)) == [keys[2]])
        #expect(throws: AuditError(.foreignKey, "", at: AuditPlace(.access))) {
            try LogSigning(.access, signers: Array(signers.prefix(1)), rotations: [5])
        }
    }

    @Test("is no event that a caller could stage, and does not happen twice at once")
    func refused() async throws {
        let sink = try Fixture.sink()
        let status = try #require(try await sink.status()[.evidence])
        var event = AuditEvent(.key, .rotateKey, at: Fixture.start)
        event.control = .rotation(
            AuditRotation(from: status.verifier, to: try Self.signer(9).named(status.origin).verifier))
        let staged = event
        await #expect(throws: AuditError(.invalidEvent, "")) { try await Fixture.record(staged, in: sink) }
        var (first, second) = (UnitOfWork(), UnitOfWork())
        _ = try sink.stage(rotatingTo: Self.signer(5), by: nil, as: nil, at: Fixture.start, in: &first)
        _ = try sink.stage(rotatingTo: Self.signer(6), by: nil, as: nil, at: Fixture.start, in: &second)
        _ = try await first.commit()
        let late = second
        await #expect(throws: AuditError(.foreignKey, "")) { _ = try await late.commit() }
        #expect(throws: AuditError(.invalidEvent, "", at: AuditPlace(.evidence))) {
            var unit = UnitOfWork()
            _ = try sink.stage(rotatingTo: Self.signer(5), by: nil, as: nil, at: Fixture.start, in: &unit)
        }
        #expect(try await sink.verify().isIntact)
    }

    @Test("is led on by the receipts when it is held against an anchored checkpoint of the old key")
    func anchored() async throws {
        let (sink, anchor) = (try Fixture.sink(), InMemoryAnchor())
        try await Fixture.record(Fixture.read(1), in: sink)
        let old = try #require(try await sink.status()[.access]).verifier
        _ = try await sink.anchor(.access, in: anchor, at: Fixture.start)
        _ = try await Self.rotate(sink, to: 5)
        let note = try #require(try await sink.anchor(.access, in: anchor, at: Fixture.start))
        #expect(note.signatures.count == 2)
        var trusted = TrustedLog(old)
        try trusted.learn(from: #require(try await sink.rotations(.access).first))
        let report = try await sink.verify(against: [AnchoredLog(.access, trusted: trusted, in: anchor)])
        #expect(report.isIntact)
        #expect(report.logs[.access]?.unanchoredTail == 0)
        let unled = try await sink.verify(
            against: [AnchoredLog(.access, trusted: TrustedLog(old), notes: Array(anchor.held(origin: old.name).prefix(1)))])
        #expect(unled.findings.map(\.code) == [.foreignKey])
    }
}
