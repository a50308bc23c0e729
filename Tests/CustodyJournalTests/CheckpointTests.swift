import CustodyFaults
import Testing

@testable import CustodyJournal

@Suite("Checkpoints")
struct CheckpointTests {
    static let small = JournalOptions(segmentBytes: 256, preallocatedBytes: 0)

    /// What an opening hands out.
    struct Found: Equatable {
        var checkpoint: JournalCheckpoint?
        var bodies: [[UInt8]] = []
    }

    static func open(
        _ fileSystem: any JournalFileSystem, mode: JournalMode = .readWrite, options: JournalOptions = small
    ) throws -> (journal: Journal, found: Found) {
        var found = Found()
        let journal = try Journal.open(
            directory: JournalBed.directory, fileSystem: fileSystem, storeID: JournalBed.storeID, mode: mode, options: options,
            salt: { JournalBed.salt }, restore: { found.checkpoint = $0 }, replay: { found.bodies.append($0.body) })
        return (journal, found)
    }

    static func commit(_ range: ClosedRange<UInt64>, to journal: Journal) async throws {
        for sequence in range { try await journal.commit(sequence, JournalBed.body(sequence)).get() }
    }

    @Test("an opening gets the newest checkpoint first, then only the commits behind it")
    func restoring() async throws {
        let disk = JournalBed.empty()
        let journal = try Self.open(disk).journal
        try await Self.commit(1...10, to: journal)
        try await journal.take(JournalCheckpoint(sequence: 4, payload: [4])).get()
        try await journal.take(JournalCheckpoint(sequence: 7, payload: [7, 7])).get()
        try await Self.commit(11...12, to: journal)
        let crashed = try Self.open(disk.copy(), mode: .readOnly)
        try await journal.close()
        let (again, found) = try Self.open(disk)
        #expect(found == Found(checkpoint: JournalCheckpoint(sequence: 7, payload: [7, 7]), bodies: JournalBed.bodies(8...12)))
        #expect(crashed.found == found)
        #expect(again.recovery.frames == 5)
        #expect(again.recovery.checkpointSequence == 7)
        #expect(again.recovery.lastSequence == 12)
        try await again.close()
    }

    @Test("segments that a checkpoint covers wholly go, also the one that is written to once it is worth it")
    func dropping() async throws {
        let disk = JournalBed.empty()
        let journal = try Self.open(disk).journal
        try await Self.commit(1...20, to: journal)
        #expect(disk.snapshot().keys.count { $0.hasSuffix(".log") } > 4)
        try await journal.take(JournalCheckpoint(sequence: 20, payload: [])).get()
        #expect(disk.snapshot().keys.count { $0.hasSuffix(".log") } == 1)
        #expect(journal.bytesSinceCheckpoint == 0)
        try await journal.close()
        let (again, found) = try Self.open(disk)
        #expect(found == Found(checkpoint: JournalCheckpoint(sequence: 20, payload: [])))
        try await Self.commit(21...21, to: again)
        try await again.close()
        #expect(try Self.open(disk, mode: .readOnly).found.bodies == JournalBed.bodies(21...21))
        #expect(try Journal.inspect(directory: JournalBed.directory, fileSystem: disk).findings.isEmpty)
    }

    @Test("a checkpoint that is not durable yet, lies before the last one, or is too large is refused and nothing changes")
    func refusals() async throws {
        let disk = JournalBed.empty()
        let journal = try Self.open(disk).journal
        try await Self.commit(1...5, to: journal)
        try await journal.take(JournalCheckpoint(sequence: 3, payload: [])).get()
        let before = disk.snapshot()
        let large = [UInt8](repeating: 0, count: JournalCheckpoint.maximumPayloadBytes + 1)
        for (sequence, payload) in [(6, []), (2, []), (0, []), (5, large)] as [(UInt64, [UInt8])] {
            let result = await journal.take(JournalCheckpoint(sequence: sequence, payload: payload))
            #expect(result.code == .invalidArgument, "\(sequence)")
        }
        #expect(disk.snapshot() == before)
        try await Self.commit(6...6, to: journal)
        try await journal.close()
        #expect(await journal.take(JournalCheckpoint(sequence: 6, payload: [])).code == .closed)
        let reading = try Self.open(disk, mode: .readOnly).journal
        #expect(await reading.take(JournalCheckpoint(sequence: 6, payload: [])).code == .readOnly)
    }

    @Test("a checkpoint that dies at any call leaves the old one or the new one, and every commit behind it", arguments: 1...30)
    func dying(_ call: Int) async throws {
        let disk = JournalBed.empty()
        let faulty = FaultyFileSystem(disk)
        let journal = try Self.open(faulty).journal
        try await Self.commit(1...9, to: journal)
        try await journal.take(JournalCheckpoint(sequence: 3, payload: [3])).get()
        faulty.arm(FaultPlan(FileOperation.Kind.allCases.map { .init($0, .from(max(1, call / 3)), .error(5)) }))
        let taken = await journal.take(JournalCheckpoint(sequence: 8, payload: [8]))
        try? await journal.close()
        let (again, found) = try Self.open(disk.copy())
        let sequence = try #require(found.checkpoint).sequence
        #expect(sequence == 8 || (sequence == 3 && taken.code != nil))
        #expect(found.bodies == JournalBed.bodies((sequence + 1)...9))
        try await again.close()
    }

    @Test("how much an opening would replay is known, before and after a checkpoint and after reopening")
    func bytesSince() async throws {
        let disk = JournalBed.empty()
        let options = JournalOptions(segmentBytes: 1 << 20, preallocatedBytes: 0)
        let journal = try Self.open(disk, options: options).journal
        let body = [UInt8](repeating: 1, count: 100_000)
        for sequence in 1...40 as ClosedRange<UInt64> { try await journal.commit(sequence, body).get() }
        let frame = UInt64(body.count + JournalBed.overhead)
        #expect(journal.bytesSinceCheckpoint == 40 * frame)
        try await journal.take(JournalCheckpoint(sequence: 30, payload: [])).get()
        // Known to a mebibyte, and never too little.
        #expect((10 * frame...10 * frame + 2 << 20).contains(journal.bytesSinceCheckpoint))
        try await journal.close()
        let again = try Self.open(disk, options: options).journal
        #expect(again.bytesSinceCheckpoint == 10 * frame)
        try await again.close()
    }
}

extension Journal {
    func take(_ checkpoint: JournalCheckpoint) async -> Result<Void, JournalError> {
        await withCheckedContinuation { continuation in
            self.checkpoint(checkpoint) { continuation.resume(returning: $0) }
        }
    }
}
