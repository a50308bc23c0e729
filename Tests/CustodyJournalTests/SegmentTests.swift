import CustodyFaults
import Testing

@testable import CustodyJournal

@Suite("Segments")
struct SegmentTests {
    /// A new segment after every third commit or so.
    static let small = JournalOptions(segmentBytes: 256, preallocatedBytes: 0)

    static func filled(_ count: UInt64, options: JournalOptions = small) async throws -> InMemoryFileSystem {
        let disk = JournalBed.empty()
        let journal = try JournalBed.open(disk, options: options).journal
        for sequence in 1...count { try await journal.commit(sequence, JournalBed.body(sequence)).get() }
        try await journal.close()
        return disk
    }

    @Test("a full segment is sealed and the next one begun; every commit is found again in order")
    func rollOver() async throws {
        let disk = try await Self.filled(20)
        let inspection = try Journal.inspect(directory: JournalBed.directory, fileSystem: disk)
        #expect(inspection.segments.count > 4)
        #expect(inspection.findings.isEmpty)
        #expect(inspection.closedCleanly)
        #expect(inspection.lastSequence == 20)
        let (journal, frames) = try JournalBed.open(disk, options: Self.small)
        #expect(frames.map(\.body) == JournalBed.bodies(1...20))
        #expect(journal.recovery.closedCleanly)
        try await journal.commit(21, []).get()
        try await journal.close()
        #expect(try JournalBed.open(disk, mode: .readOnly).frames.count == 21)
    }

    @Test("every flipped bit of a closed journal of several segments, and of its manifest, is reported with its file")
    func flips() async throws {
        let disk = try await Self.filled(8)
        let whole = try JournalBed.open(disk, mode: .readOnly).frames
        for (path, bytes) in disk.snapshot() where !path.hasSuffix("LOCK") {
            for offset in bytes.indices {
                for bit in 0..<8 as Range<UInt8> {
                    let flipped = disk.flipped(path, at: offset, mask: 1 << bit)
                    let inspection = try Journal.inspect(
                        directory: JournalBed.directory, fileSystem: flipped, storeID: JournalBed.storeID)
                    #expect(inspection.findings.contains { $0.path == path }, "\(path) \(offset) \(bit)")
                    do {
                        // Only the close frame can be taken for a tear: everything that was acknowledged is there.
                        let frames = try JournalBed.open(flipped, mode: .readOnly).frames
                        #expect(frames == whole, "\(path) \(offset) \(bit)")
                    } catch let error as JournalError {
                        #expect(inspection.isDamaged, "\(path) \(offset) \(bit): \(error)")
                    }
                }
            }
        }
    }

    @Test("a segment that is missing, cut, exchanged or put back is damage, never a shorter journal")
    func missing() async throws {
        let disk = try await Self.filled(12)
        let segments = disk.snapshot().keys.filter { $0.hasSuffix(".log") }.sorted()
        #expect(segments.count > 3)
        for segment in segments {
            let gone = disk.copy()
            try gone.remove(segment)
            #expect(DamageTests.code { try JournalBed.open(gone) } == .corrupt, "\(segment)")
            #expect(try Journal.inspect(directory: JournalBed.directory, fileSystem: gone).isDamaged)
        }
        for segment in segments.dropLast() {
            let size = try #require(disk.bytes(of: segment)).count
            for end in [size - 1, size - JournalBed.overhead, JournalBed.headerSize] {
                let cut = disk.truncated(segment, to: end)
                #expect(DamageTests.code { try JournalBed.open(cut) } == .corrupt, "\(segment) \(end)")
            }
        }
        let exchanged = disk.changed(segments[0]) { $0 = disk.bytes(of: segments[1]) ?? [] }
        #expect(DamageTests.code { try JournalBed.open(exchanged) } == .corrupt)
    }

    @Test("an older manifest that is put back in the place of a newer one is noticed by the segments that it does not name")
    func olderManifest() async throws {
        let disk = JournalBed.empty()
        let journal = try JournalBed.open(disk, options: Self.small).journal
        let first = try #require(disk.bytes(of: JournalBed.manifest(1)))
        for sequence in 1...12 as ClosedRange<UInt64> { try await journal.commit(sequence, [1, 2, 3]).get() }
        try await journal.close()
        let newer = try #require(disk.snapshot().keys.first { $0.contains("MANIFEST") })
        try disk.remove(newer)
        disk.put(first, at: JournalBed.manifest(1))
        #expect(DamageTests.code { try JournalBed.open(disk) } == .corrupt)
        let renamed = try await Self.filled(12)
        try renamed.rename(try #require(renamed.snapshot().keys.first { $0.contains("MANIFEST") }), to: JournalBed.manifest(99))
        #expect(DamageTests.code { try JournalBed.open(renamed) } == .corrupt)
    }

    @Test("what a roll-over left unfinished is removed by the next opening and loses nothing", arguments: 1...24)
    func interrupted(_ call: Int) async throws {
        let disk = JournalBed.empty()
        let faulty = FaultyFileSystem(disk)
        let journal = try JournalBed.open(faulty, options: Self.small).journal
        for sequence in 1...4 as ClosedRange<UInt64> { try await journal.commit(sequence, JournalBed.body(sequence)).get() }
        // From here on every call fails, at each of the calls of the next roll-over in turn.
        faulty.arm(
            FaultPlan(FileOperation.Kind.allCases.map { .init($0, .from($0.isChange ? call / 3 + 1 : call), .error(5)) }))
        var acknowledged: UInt64 = 4
        for sequence in 5...9 as ClosedRange<UInt64> {
            guard await journal.commit(sequence, JournalBed.body(sequence)).code == nil else { break }
            acknowledged = sequence
        }
        try? await journal.close()
        let (again, frames) = try JournalBed.open(disk.copy(), options: Self.small)
        #expect(UInt64(frames.count) >= acknowledged)
        #expect(frames.map(\.body) == JournalBed.bodies(1...UInt64(frames.count)))
        try await again.commit(UInt64(frames.count) + 1, []).get()
        try await again.close()
    }

    @Test("a segment is filled with zeros ahead of the writer and cut to its content when the journal is closed")
    func filledAhead() async throws {
        let disk = JournalBed.empty()
        let options = JournalOptions(preallocatedBytes: 1 << 20)
        let journal = try JournalBed.open(disk, options: options).journal
        try await journal.commit(1, [1, 2, 3]).get()
        let ahead = try #require(disk.bytes(of: JournalBed.segment))
        let end = JournalBed.headerSize + JournalBed.overhead + 3
        #expect(ahead.count > end && ahead[end...].allSatisfy { $0 == 0 })
        // A writer that dies here leaves an orderly end.
        let (crashed, frames) = try JournalBed.open(disk.copy(), options: options)
        #expect(frames.map(\.body) == [[1, 2, 3]])
        #expect(crashed.recovery.tail == nil && !crashed.recovery.closedCleanly)
        try await crashed.close()
        // A tail within the zeros is one all the same, and ends where its bytes end.
        let torn = disk.changed(JournalBed.segment) { $0[end + 60] = 7 }
        let recovery = try JournalBed.open(torn, options: options).journal.recovery
        #expect(recovery.tail?.offset == UInt64(end))
        #expect(recovery.tail?.length == 61)
        try await journal.close()
        #expect(disk.bytes(of: JournalBed.segment)?.count == end + JournalBed.overhead)
    }

    @Test("a disk too full to fill ahead still takes the commit itself")
    func noRoomAhead() async throws {
        let disk = JournalBed.empty()
        let faulty = FaultyFileSystem(disk)
        let journal = try JournalBed.open(faulty, options: JournalOptions(preallocatedBytes: 1 << 20)).journal
        faulty.arm(FaultPlan([.init(.write, .nth(1), .error(28))]))
        try await journal.commit(1, [1]).get()
        #expect(faulty.injectedFaults == 1)
        try await journal.close()
        #expect(try JournalBed.open(disk, mode: .readOnly).frames.map(\.body) == [[1]])
    }

    @Test("A nearly full disk takes what fits: what was filled ahead is given back to the frames, and to everybody else")
    func aNearlyFullDiskTakesWhatFits() async throws {
        let disk = NarrowFileSystem(blocks: 30)
        let journal = try JournalBed.open(disk, options: JournalOptions(preallocatedBytes: 1 << 20)).journal
        let body = [UInt8](repeating: 7, count: 1000)
        var (taken, left) = (0, disk.free)
        while case .success = await journal.commit(UInt64(taken) + 1, body) {
            taken += 1
            // A frame of that size begins two or three blocks.
            #expect((1...3).contains(left - disk.free), "commit \(taken)")
            left = disk.free
        }
        #expect(taken >= 10 && disk.free <= 3, "\(taken) commits, \(disk.free) blocks left")
        await #expect(throws: JournalError.self) { try await journal.close() }
        let frames = try JournalBed.open(disk.base.copy(), mode: .readOnly).frames
        #expect(frames.map(\.body) == Array(repeating: body, count: taken))
    }
}
