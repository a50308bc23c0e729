import CustodyFaults
import Testing

@testable import CustodyJournal

@Suite("Recovery")
struct RecoveryTests {
    static let fills: [UInt8?] = [nil, 0x00, 0xff, 0xc5]

    @Test("a tail torn at any byte, lost, zeroed or garbage, leaves exactly the acknowledged prefix", arguments: fills)
    func tornTail(_ fill: UInt8?) async throws {
        let three = try await JournalBed.uncleanJournal(3)
        let four = try await JournalBed.uncleanJournal(4)
        let start = try #require(three.bytes(of: JournalBed.segment)).count
        let end = try #require(four.bytes(of: JournalBed.segment)).count
        for cut in start..<end {
            let torn = four.changed(JournalBed.segment) { bytes in
                let lost = bytes.count - cut
                bytes.removeLast(lost)
                if let fill { bytes += [UInt8](repeating: fill, count: lost) }
            }
            let before = try #require(torn.bytes(of: JournalBed.segment))
            // A fill that happens to be what was written makes the fourth commit whole: in, though never acknowledged.
            let whole: UInt64 = before == four.bytes(of: JournalBed.segment) ? 4 : 3
            let (reading, read) = try JournalBed.open(torn, mode: .readOnly)
            #expect(read.map(\.body) == JournalBed.bodies(1...whole))
            #expect(torn.bytes(of: JournalBed.segment) == before)
            let (journal, frames) = try JournalBed.open(torn)
            #expect(frames == read)
            #expect(!journal.recovery.closedCleanly)
            #expect(journal.recovery.lastSequence == whole)
            // Zeros at the end are what a writer filled ahead: no part of a tail.
            let content = before.prefix(through: try #require(before.lastIndex { $0 != 0 }))
            if content.count > start, whole == 3 {
                let tail = try #require(journal.recovery.tail)
                #expect(tail.offset == UInt64(start))
                #expect(tail.length == UInt64(content.count - start))
                #expect(reading.recovery.tail?.offset == tail.offset)
                #expect(torn.bytes(of: try #require(tail.quarantinePath))?.dropLast(4) == content[start...])
            } else {
                #expect(journal.recovery.tail == nil)
            }
            try await journal.commit(whole + 1, [9, 9]).get()
            try await journal.close()
            let again = try JournalBed.open(torn, mode: .readOnly)
            #expect(again.frames.map(\.body) == JournalBed.bodies(1...whole) + [[9, 9]])
            #expect(again.journal.recovery.closedCleanly)
            #expect(try Journal.inspect(directory: JournalBed.directory, fileSystem: torn).findings.isEmpty)
        }
    }

    @Test("garbage behind the last frame is a tail, whatever its length; zeros are none", arguments: [1, 35, 36, 40, 41, 5000])
    func strayTail(_ count: Int) async throws {
        var generator = SeededGenerator(seed: UInt64(count))
        for tail in [[UInt8](repeating: 0, count: count), generator.bytes(count)] {
            let fileSystem = try await JournalBed.uncleanJournal(3).changed(JournalBed.segment) { $0 += tail }
            let (journal, frames) = try JournalBed.open(fileSystem)
            #expect(frames.map(\.body) == JournalBed.bodies(1...3), "seed \(count)")
            let length = tail.lastIndex { $0 != 0 }.map { UInt64($0) + 1 }
            #expect(journal.recovery.tail?.length == length)
            try await journal.close()
        }
    }

    @Test("later commits of an unsynced batch behind a torn one are dropped with it")
    func reorderedWrites() async throws {
        let fileSystem = try await JournalBed.uncleanJournal(3)
        let start = try #require(fileSystem.bytes(of: JournalBed.segment)).count
        let batch = Self.frames([(.commit, 1, 4, 3), (.commit, 1, 5, 3), (.commit, 1, 6, 3)])
        let torn = fileSystem.changed(JournalBed.segment) { bytes in
            bytes += batch
            bytes[start + 20] ^= 1
        }
        let (journal, frames) = try JournalBed.open(torn)
        #expect(frames.count == 3)
        #expect(journal.recovery.tail?.length == UInt64(batch.count))
        try await journal.close()
    }

    @Test("a bad frame is damage as soon as anything behind it proves that it had been synced")
    func evidence() async throws {
        let proofs: [[(FrameHeader.Kind, UInt32, UInt64, UInt64)]] = [
            // The next batch certifies it.
            [(.commit, 1, 4, 3), (.commit, 1, 5, 4)],
            // The writer closed after it.
            [(.commit, 1, 4, 3), (.close, 1, 4, 4)],
            // A later writer went on after it.
            [(.commit, 1, 4, 3), (.open, 2, 4, 4)],
            // What is bad is a close frame, and the next session's only batch stands whole behind it.
            [(.close, 1, 3, 3), (.commit, 2, 4, 3)],
            // The same with the frame that opens a session.
            [(.open, 2, 3, 3), (.commit, 2, 4, 3)],
            // Two frames without a commit: only their kind proves it.
            [(.close, 1, 3, 3), (.open, 2, 3, 3)],
            [(.open, 2, 3, 3), (.close, 2, 3, 3)],
        ]
        for proof in proofs {
            let fileSystem = try await JournalBed.uncleanJournal(3)
            let start = try #require(fileSystem.bytes(of: JournalBed.segment)).count
            for place in [0, 20, 33, 37] {
                let damaged = fileSystem.changed(JournalBed.segment) { bytes in
                    bytes += Self.frames(proof)
                    bytes[start + place] ^= 1
                }
                let error = #expect(throws: JournalError.self, "\(proof), byte \(place)") { try JournalBed.open(damaged) }
                #expect(error?.code == .corrupt)
                #expect(error?.offset == UInt64(start))
                #expect(error?.sequence == 4)
            }
        }
    }

    @Test("a damaged header behind a bad frame does not hide the one after it")
    func secondDamage() async throws {
        let fileSystem = try await JournalBed.uncleanJournal(6)
        let start = JournalBed.headerSize
        let second = start + JournalBed.overhead + JournalBed.body(1).count
        let damaged = fileSystem.flipped(JournalBed.segment, at: start + 3).flipped(JournalBed.segment, at: second + 3)
        #expect(throws: JournalError.self) { try JournalBed.open(damaged) }
    }

    @Test("frames that no writer writes in this order are damage", arguments: 0..<7)
    func disorder(_ index: Int) async throws {
        let wrong: [[(FrameHeader.Kind, UInt32, UInt64, UInt64)]] = [
            [(.commit, 1, 5, 3)], [(.commit, 1, 3, 3)], [(.commit, 0, 4, 3)], [(.commit, 1, 4, 4)], [(.commit, 1, 4, 1)],
            [(.close, 1, 3, 3), (.commit, 1, 4, 3)], [(.close, 1, 4, 4)],
        ]
        let fileSystem = try await JournalBed.uncleanJournal(3).changed(JournalBed.segment) { $0 += Self.frames(wrong[index]) }
        let error = #expect(throws: JournalError.self) { try JournalBed.open(fileSystem) }
        #expect(error?.code == .corrupt)
        #expect(Journal.inspect(path: JournalBed.segment, fileSystem: fileSystem).isDamaged)
    }

    @Test("a frame of an unknown type under good checksums is newer, not damaged")
    func unknownType() async throws {
        let frame = Self.frames([(.commit, 1, 4, 3)])
        let newer = try await JournalBed.uncleanJournal(3).changed(JournalBed.segment) { bytes in
            var header = Array(frame[..<32])
            header[8] = 9
            let checksum = CRC32C.checksum(header, seed: CRC32C.checksum(JournalBed.salt))
            header.append(bigEndian: checksum)
            header.append(bigEndian: checksum)
            bytes += header
        }
        let error = #expect(throws: JournalError.self) { try JournalBed.open(newer) }
        #expect(error?.code == .newerFormat)
        #expect(Journal.inspect(path: JournalBed.segment, fileSystem: newer).findings.map(\.code) == [.newerFormat])
    }

    @Test("recovery that fails at any of its calls converges when it is done again", arguments: [true, false])
    func recoveryInRecovery(_ afterwards: Bool) async throws {
        // Ends in a close frame and a torn open frame: the hardest case, for the close frame must not count again.
        let torn = try await JournalBed.closedJournal().changed(JournalBed.segment) { bytes in
            bytes += Self.frames([(.open, 3, 6, 6)]).prefix(17)
        }
        let fault: FaultPlan.Fault = afterwards ? .errorAfterwards(5) : .error(5)
        for kind in FileOperation.Kind.allCases {
            var number = 1
            while true {
                let disk = torn.copy()
                let faulty = FaultyFileSystem(disk, plan: FaultPlan([.init(kind, .from(number), fault)]))
                if let journal = try? JournalBed.open(faulty).journal {
                    faulty.disarm()
                    try await journal.close()
                }
                if faulty.injectedFaults == 0 { break }
                let after = disk.copy()
                let (journal, frames) = try JournalBed.open(after)
                #expect(frames.map(\.body) == JournalBed.bodies(1...6), "\(kind) \(number)")
                #expect(after.snapshot().keys.count { $0.hasSuffix(".tmp") } == 0)
                #expect(after.snapshot().keys.count { $0.contains("quarantine") } <= 1, "\(kind) \(number)")
                if journal.recovery.closedCleanly {
                    // Only when the first opening went through and its close frame was written.
                    #expect(journal.recovery.writerEpoch == 3, "\(kind) \(number)")
                }
                try await journal.close()
                number += 1
            }
        }
    }

    @Test("creation that fails at any of its calls leaves nothing that a second opening trips over")
    func creationFails() async throws {
        for kind in FileOperation.Kind.allCases {
            for number in 1...6 {
                let disk = JournalBed.empty()
                let faulty = FaultyFileSystem(disk, plan: FaultPlan([.init(kind, .nth(number), .error(28))]))
                if let journal = try? JournalBed.open(faulty).journal { try? await journal.close() }
                let (journal, frames) = try JournalBed.open(disk.copy())
                #expect(frames.isEmpty)
                try await journal.close()
            }
        }
    }

    @Test("opening after an unclean stop writes the uncertified frames again before it syncs them")
    func settling() async throws {
        let disk = try await JournalBed.uncleanJournal(3)
        let faulty = FaultyFileSystem(disk)
        let before = disk.bytes(of: JournalBed.segment)
        let journal = try JournalBed.open(faulty).journal
        let changes = faulty.operations.filter { $0.path == JournalBed.segment && ($0.kind.isChange || $0.kind == .sync) }
        let last = JournalBed.overhead + JournalBed.body(3).count
        let start = UInt64(try #require(before).count - last)
        let write = FileOperation(.write, JournalBed.segment, offset: start, count: last)
        #expect(changes == [write, FileOperation(.sync, JournalBed.segment)])
        #expect(disk.bytes(of: JournalBed.segment) == before)
        try await journal.close()
    }

    @Test("a close frame whose sync failed is written again before anything stands behind it")
    func settlingTheCloseFrame() async throws {
        let disk = JournalBed.empty()
        let faulty = FaultyFileSystem(disk)
        let journal = try JournalBed.open(faulty).journal
        try await journal.commit(1, []).get()
        faulty.arm(FaultPlan([.init(.sync, .nth(1), .error(5))]))
        await #expect(throws: JournalError.self) { try await journal.close() }
        faulty.forgetOperations()
        let again = try JournalBed.open(faulty).journal
        let start = UInt64(JournalBed.headerSize + JournalBed.overhead)
        let changes = faulty.operations.filter { $0.kind == .write || $0.kind == .sync }
        let write = FileOperation(.write, JournalBed.segment, offset: start, count: JournalBed.overhead)
        #expect(changes == [write, FileOperation(.sync, JournalBed.segment)])
        try await again.close()
    }

    @Test("a segment gets its name only when it is durable, and every name is synced before the first commit")
    func namesAreDurable() async throws {
        let faulty = FaultyFileSystem(JournalBed.empty())
        try await JournalBed.open(faulty).journal.close()
        let kinds: Set<FileOperation.Kind> = [.createDirectory, .create, .write, .sync, .rename, .syncDirectory]
        let calls = faulty.operations.filter { kinds.contains($0.kind) }.prefix(13).map { "\($0.kind) \($0.path)" }
        func replaced(_ path: String) -> [String] {
            ["create", "write", "sync", "rename"].map { "\($0) \(path).tmp" } + ["syncDirectory \(JournalBed.directory)"]
        }
        #expect(
            calls == ["createDirectory", "syncDirectory"].map { "\($0) \(JournalBed.directory)" } + ["syncDirectory /store"]
                + replaced(JournalBed.segment) + replaced(JournalBed.manifest(1)))
        // An earlier opening may have died between renaming and syncing.
        faulty.forgetOperations()
        try await JournalBed.open(faulty).journal.close()
        #expect(faulty.count(.syncDirectory, pathSuffix: JournalBed.directory) == 1)
    }

    @Test("a clean journal that is opened and closed without a write does not change")
    func idleSession() async throws {
        let fileSystem = try await JournalBed.closedJournal()
        let before = fileSystem.snapshot()
        let journal = try JournalBed.open(fileSystem).journal
        #expect(journal.recovery.closedCleanly)
        try await journal.close()
        #expect(fileSystem.snapshot() == before)
    }

    @Test("opening for reading changes nothing and takes no lock, even with a torn tail and leftovers")
    func readingWritesNothing() async throws {
        let disk = try await JournalBed.uncleanJournal(3).changed(JournalBed.segment) { $0 += [1, 2, 3] }
        disk.put([1], at: JournalBed.directory + "/leftover.tmp")
        let before = disk.snapshot()
        let faulty = FaultyFileSystem(disk)
        let (journal, frames) = try JournalBed.open(faulty, mode: .readOnly)
        #expect(frames.count == 3)
        #expect(await journal.commit(4, []).code == .readOnly)
        try await journal.close()
        #expect(journal.durableSequence == 3)
        #expect(journal.writerEpoch == nil)
        #expect(!faulty.operations.contains { $0.kind.isChange || $0.kind == .lock || $0.kind == .sync })
        #expect(disk.snapshot() == before)
    }

    @Test("leftover temporary files are never read and are removed by a writer")
    func leftovers() async throws {
        let disk = try await JournalBed.closedJournal()
        let segment = try #require(disk.bytes(of: JournalBed.segment))
        disk.put(segment, at: JournalBed.segment + ".tmp")
        disk.put(segment, at: JournalBed.directory + "/00000000000000000002.log.tmp")
        disk.put([1], at: JournalBed.directory + "/quarantine/x.tmp")
        let journal = try JournalBed.open(disk).journal
        #expect(journal.recovery.lastSequence == 6)
        #expect(!disk.snapshot().keys.contains { $0.hasSuffix(".tmp") })
        try await journal.close()
        let only = JournalBed.empty()
        only.put(segment, at: JournalBed.segment + ".tmp")
        let (fresh, frames) = try JournalBed.open(only)
        #expect(frames.isEmpty)
        #expect(fresh.recovery.created)
        try await fresh.close()
    }

    @Test("each writer has a higher epoch than any frame before, also than one in a tail")
    func epochs() async throws {
        let disk = try await JournalBed.uncleanJournal(2)
        let torn = disk.changed(JournalBed.segment) { $0 += Self.frames([(.commit, 9, 3, 2)]).dropLast() }
        let journal = try JournalBed.open(torn).journal
        #expect(journal.writerEpoch == 10)
        try await journal.close()
        let exhausted = disk.changed(JournalBed.segment) { $0 += Self.frames([(.commit, .max, 3, 2)]) }
        #expect(DamageTests.code { try JournalBed.open(exhausted) } == .tooLarge)
    }

    @Test("bodies and tails larger than the reading window come back whole")
    func largerThanTheWindow() async throws {
        let disk = JournalBed.empty()
        let sizes = [700_000, 1 << 20, (1 << 20) - 40, 3_000_001, 1, 900_000]
        let journal = try JournalBed.open(disk).journal
        for (index, size) in sizes.enumerated() {
            try await journal.commit(UInt64(index + 1), [UInt8](repeating: UInt8(index), count: size)).get()
        }
        let tail = [UInt8](repeating: 0xc5, count: 2_500_000)
        let torn = disk.changed(JournalBed.segment) { $0 += tail }
        try await journal.close()
        let (recovered, frames) = try JournalBed.open(torn)
        #expect(frames.map(\.body.count) == sizes)
        #expect(recovered.recovery.tail?.length == UInt64(tail.count))
        #expect(torn.bytes(of: try #require(recovered.recovery.tail?.quarantinePath))?.dropLast(4) == tail[...])
        try await recovered.close()
        let damaged = disk.flipped(JournalBed.segment, at: 2_000_000)
        let error = #expect(throws: JournalError.self) { try JournalBed.open(damaged) }
        #expect(error?.code == .corrupt)
    }

    @Test("evidence is found wherever the reading window cuts it", arguments: [-37, -36, -35, -20, -4, -1, 0, 1])
    func evidenceAcrossWindows(_ shift: Int) async throws {
        let disk = JournalBed.empty()
        let journal = try JournalBed.open(disk).journal
        // The search begins behind the first frame's header; the second begins `shift` bytes from the window's end.
        let first = SegmentReader.window + shift - 4
        try await journal.commit(1, [UInt8](repeating: 1, count: first)).get()
        try await journal.commit(2, [2]).get()
        let damaged = disk.flipped(JournalBed.segment, at: 5000)
        try await journal.close()
        let error = #expect(throws: JournalError.self) { try JournalBed.open(damaged) }
        #expect(error?.code == .corrupt)
        let inspection = Journal.inspect(path: JournalBed.segment, fileSystem: damaged)
        #expect(inspection.findings.first?.severity == .damage)
        #expect(inspection.frames == 1)
    }

    @Test("what the replay throws ends the opening and gives the lock back")
    func replayThrows() async throws {
        struct Refusal: Error {}
        let disk = try await JournalBed.closedJournal()
        #expect(throws: Refusal.self) {
            try Journal.open(
                directory: JournalBed.directory, fileSystem: disk, storeID: JournalBed.storeID, mode: .readWrite,
                salt: { JournalBed.salt }, replay: { _ in throw Refusal() })
        }
        let journal = try JournalBed.open(disk).journal
        try await journal.close()
    }

    /// Frames without bodies: kind, epoch, sequence, durable sequence.
    static func frames(_ frames: [(FrameHeader.Kind, UInt32, UInt64, UInt64)]) -> [UInt8] {
        var bytes: [UInt8] = []
        for (kind, epoch, sequence, durable) in frames {
            FrameHeader.append(
                kind, writerEpoch: epoch, sequence: sequence, durableSequence: durable, body: [],
                seed: CRC32C.checksum(JournalBed.salt), to: &bytes)
        }
        return bytes
    }
}
