import CustodyFaults
import Foundation
import Testing

@testable import CustodyJournal

@Suite("Salvaging a damaged journal")
struct SalvageTests {
    private static let out = "/out/journal"
    private static let commits: UInt64 = 24
    /// Every so manieth byte is changed, and with `CUSTODY_EVERY_BYTE` every one: each opens a new journal, twice.
    private static let step = ProcessInfo.processInfo.environment["CUSTODY_EVERY_BYTE"] == nil ? 5 : 1

    /// A journal of several small segments, closed in order. Its checkpoint covers the commits up to one and is made after another.
    private static func journal(
        checkpointAt checkpoint: UInt64? = nil, after last: UInt64? = nil
    ) async throws -> InMemoryFileSystem {
        let disk = JournalBed.empty()
        var options = JournalOptions()
        options.segmentBytes = 400
        let journal = try Journal.open(
            directory: JournalBed.directory, fileSystem: disk, storeID: JournalBed.storeID, mode: .readWrite, options: options,
            salt: { JournalBed.salt }, replay: { _ in })
        for sequence in 1...commits {
            try await journal.commit(sequence, JournalBed.body(sequence)).get()
            guard let checkpoint, sequence == last ?? checkpoint else { continue }
            try await withCheckedThrowingContinuation { (done: CheckedContinuation<Void, any Error>) in
                journal.checkpoint(JournalCheckpoint(sequence: checkpoint, payload: [7])) { done.resume(with: $0) }
            }
        }
        try await journal.close()
        return disk
    }

    private static func segments(_ disk: InMemoryFileSystem) throws -> [String] {
        try disk.list(JournalBed.directory).filter { JournalPath.segmentNumber($0) != nil }
            .map { JournalPath.join(JournalBed.directory, $0) }
    }

    private static func manifest(_ disk: InMemoryFileSystem) throws -> String {
        let name = try #require(try disk.list(JournalBed.directory).last { JournalPath.manifestGeneration($0) != nil })
        return JournalPath.join(JournalBed.directory, name)
    }

    private static func salvage(
        _ disk: InMemoryFileSystem, restore: (JournalCheckpoint) throws -> Void = { _ in },
        replay: (JournalFrame) throws -> Void = { _ in }
    ) throws -> JournalSalvage {
        let before = disk.snapshot().filter { $0.key.hasPrefix(JournalBed.directory) }
        defer {
            #expect(disk.snapshot().filter { $0.key.hasPrefix(JournalBed.directory) } == before, "the source was written to")
        }
        return try Journal.salvage(
            from: JournalBed.directory, to: out, fileSystem: disk, storeID: JournalBed.storeID,
            salt: { [UInt8](repeating: 9, count: 32) }, restore: restore, replay: replay)
    }

    /// Opens what was salvaged, holds it against the report, writes to it and opens it again.
    private static func requireOpens(_ disk: InMemoryFileSystem, _ salvage: JournalSalvage) async throws {
        for next in [salvage.lastSequence + 1, salvage.lastSequence + 2] {
            let (journal, frames) = try JournalBed.open(disk, directory: out, mode: .readWriteExisting)
            let first = (salvage.checkpoint?.sequence ?? 0) + 1
            #expect(journal.lastSequence == next - 1)
            #expect(frames.map(\.sequence) == Array(first..<max(first, next)))
            #expect(frames.map(\.body) == frames.map { JournalBed.body($0.sequence) })
            try await journal.commit(next, JournalBed.body(next)).get()
            try await journal.close()
        }
        let inspection = try Journal.inspect(directory: out, fileSystem: disk, storeID: JournalBed.storeID)
        #expect(inspection.findings.isEmpty, "\(inspection.findings)")
    }

    @Test("of a whole one takes everything and leaves out nothing")
    func whole() async throws {
        let disk = try await Self.journal()
        try #require(try Self.segments(disk).count > 3)
        let salvage = try Self.salvage(disk)
        #expect(salvage.commits == Self.commits && salvage.lastSequence == Self.commits)
        #expect(salvage.leftOut.isEmpty && salvage.isComplete)
        try await Self.requireOpens(disk, salvage)
    }

    @Test("beside files whose numbers nothing could follow takes everything and names them")
    func numbersAtTheirEnd() async throws {
        let disk = try await Self.journal()
        let strange = [JournalPath.segmentName(.max), JournalPath.manifestName(.max)].map {
            JournalPath.join(JournalBed.directory, $0)
        }
        for path in strange { disk.put([1, 2, 3], at: path) }
        let salvage = try Self.salvage(disk)
        #expect(salvage.lastSequence == Self.commits)
        #expect(Set(salvage.leftOut.map(\.path)) == Set(strange))
        try await Self.requireOpens(disk, salvage)
    }

    @Test("Wherever a file is changed: what is salvaged opens, is a prefix, and what is missing is told with its place")
    func everyByte() async throws {
        let disk = try await Self.journal()
        var (whole, refused) = (0, 0)
        for path in try Self.segments(disk) + [Self.manifest(disk)] {
            for offset in stride(from: 0, to: disk.bytes(of: path)?.count ?? 0, by: Self.step) {
                let damaged = disk.flipped(path, at: offset, mask: 0x41)
                let salvage: JournalSalvage
                do { salvage = try Self.salvage(damaged) } catch let error as JournalError {
                    #expect(error.code == .corrupt && error.path != nil, "\(path) \(offset): \(error)")
                    #expect(try damaged.status("/out") == .absent)
                    refused += 1
                    continue
                }
                if salvage.lastSequence == Self.commits {
                    whole += 1
                } else {
                    let finding = try #require(salvage.leftOut.first, "\(path) \(offset)")
                    #expect(finding.path == path && finding.offset <= UInt64(offset), "\(path) \(offset): \(finding)")
                    #expect(finding.sequence == salvage.lastSequence + 1, "\(path) \(offset): \(finding)")
                    #expect(!salvage.isComplete)
                }
                try await Self.requireOpens(damaged, salvage)
            }
        }
        #expect(whole > 0 && refused > 0)
    }

    @Test("A file cut anywhere gives the commits before the cut")
    func everyCut() async throws {
        let disk = try await Self.journal()
        for path in try Self.segments(disk) {
            let size = disk.bytes(of: path)?.count ?? 0
            for cut in stride(from: JournalBed.headerSize, to: size, by: 2 * Self.step + 1) {
                let damaged = disk.truncated(path, to: cut)
                // With the first segment nothing is left of the first commit.
                guard let salvage = try? Self.salvage(damaged) else {
                    #expect(path == JournalBed.segment, "\(path) \(cut)")
                    continue
                }
                // The last bytes of all are a close frame, without which nothing is lost that can be told.
                let isDoubt = salvage.leftOut.map(\.severity) == [.doubt]
                #expect(salvage.lastSequence < Self.commits || isDoubt || salvage.isComplete, "\(path) \(cut)")
                try await Self.requireOpens(damaged, salvage)
            }
        }
    }

    @Test("A missing segment ends the prefix, and each later one is named")
    func missing() async throws {
        let disk = try await Self.journal()
        let segments = try Self.segments(disk)
        try disk.remove(segments[2])
        let salvage = try Self.salvage(disk)
        #expect(salvage.lastSequence > 0 && salvage.lastSequence < Self.commits)
        #expect(salvage.leftOut.first?.path == segments[2] && salvage.leftOut.first?.code == .notFound)
        #expect(salvage.leftOut.first?.sequence == salvage.lastSequence + 1)
        #expect(Set(salvage.leftOut.map(\.path)) == Set(segments[2...] + [try Self.manifest(disk)]))
        try await Self.requireOpens(disk, salvage)
    }

    @Test("Without a manifest, or with an unreadable one, the segments are taken as they follow each other")
    func withoutManifest() async throws {
        let disk = try await Self.journal()
        let manifest = try Self.manifest(disk)
        for damaged in [disk.flipped(manifest, at: 40), disk.truncated(manifest, to: 10)] {
            let salvage = try Self.salvage(damaged)
            #expect(salvage.lastSequence == Self.commits && !salvage.isComplete)
            #expect(salvage.leftOut.map(\.path) == [manifest])
            try await Self.requireOpens(damaged, salvage)
        }
        try disk.remove(manifest)
        let salvage = try Self.salvage(disk)
        #expect(salvage.lastSequence == Self.commits && salvage.leftOut.count == 1)
        try await Self.requireOpens(disk, salvage)
    }

    @Test("Of a torn tail the whole frames stay, and that nothing certifies the rest is told as a doubt")
    func torn() async throws {
        let disk = try await JournalBed.uncleanJournal(5)
        let end = try #require(disk.bytes(of: JournalBed.segment)?.lastIndex { $0 != 0 })
        let torn = disk.changed(JournalBed.segment) { $0[end] ^= 1 }
        let salvage = try Self.salvage(torn)
        #expect(salvage.lastSequence == 4)
        #expect(salvage.leftOut.map(\.severity) == [.doubt] && salvage.leftOut.first?.sequence == 5)
        try await Self.requireOpens(torn, salvage)
    }

    @Test("A commit that the caller cannot read ends the prefix before it")
    func unreadable() async throws {
        struct Unreadable: Error {}
        let disk = try await Self.journal()
        let salvage = try Self.salvage(disk, replay: { if $0.sequence == 10 { throw Unreadable() } })
        #expect(salvage.lastSequence == 9 && salvage.leftOut.first?.sequence == 10)
        try await Self.requireOpens(disk, salvage)
    }

    @Test("A checkpoint is built upon when what it names can be had; without it the first commit would be needed")
    func checkpoint() async throws {
        struct Gone: Error {}
        let plain = try Journal.inspect(directory: JournalBed.directory, fileSystem: try await Self.journal())
        let middle = plain.segments[plain.segments.count / 2]
        let sequence = try #require(middle.firstSequence) + 1
        try #require(sequence + 1 < middle.lastSequence)
        let disk = try await Self.journal(checkpointAt: sequence, after: middle.lastSequence)
        var restored: [UInt64] = []
        let salvage = try Self.salvage(disk, restore: { restored.append($0.sequence) })
        #expect(restored == [sequence] && salvage.checkpoint?.sequence == sequence && salvage.lastSequence == Self.commits)
        #expect(salvage.leftOut.isEmpty)
        try await Self.requireOpens(disk, salvage)

        let lost = try await Self.journal(checkpointAt: sequence, after: middle.lastSequence)
        #expect(throws: JournalError.self) { _ = try Self.salvage(lost, restore: { _ in throw Gone() }) }
        #expect(try lost.status("/out") == .absent)

        // Damage in what the checkpoint covers is no loss: everything behind it is taken all the same.
        let first = try #require(try Self.segments(lost).first)
        #expect(Journal.inspect(path: first, fileSystem: lost).firstSequence == sequence - 1)
        let size = (lost.bytes(of: first)?.lastIndex { $0 != 0 } ?? 0) + 1
        var (whole, partial) = (0, 0)
        for offset in stride(from: 0, to: size, by: Self.step) {
            let damaged = lost.flipped(first, at: offset, mask: 0x41)
            let salvage = try Self.salvage(damaged)
            #expect(salvage.lastSequence >= sequence)
            #expect(salvage.isComplete == (salvage.lastSequence == Self.commits), "\(offset): \(salvage.leftOut)")
            if salvage.isComplete { whole += 1 } else { partial += 1 }
            try await Self.requireOpens(damaged, salvage)
        }
        #expect(whole > 0 && partial > 0, "\(whole) \(partial)")
        try lost.remove(first)
        let behind = try Self.salvage(lost)
        #expect(behind.lastSequence == sequence && !behind.isComplete)
        try await Self.requireOpens(lost, behind)
    }

    @Test("Whatever is damaged behind a checkpoint of everything, nothing is lost; only without a close that is in doubt")
    func covered() async throws {
        let disk = try await Self.journal(checkpointAt: Self.commits)
        let last = try #require(try Self.segments(disk).last)
        let size = (disk.bytes(of: last)?.lastIndex { $0 != 0 } ?? 0) + 1
        for offset in stride(from: 0, to: size, by: Self.step) {
            let damaged = disk.flipped(last, at: offset, mask: 0x41)
            let salvage = try Self.salvage(damaged)
            #expect(salvage.lastSequence == Self.commits)
            let isClose = offset >= size - JournalBed.overhead
            #expect(salvage.isComplete || isClose || offset < JournalBed.headerSize, "\(offset): \(salvage.leftOut)")
            try await Self.requireOpens(damaged, salvage)
        }
    }

    @Test("Nothing is made of what is no journal, of another store's, or where something stands")
    func refused() async throws {
        let disk = try await Self.journal()
        func code(_ fileSystem: InMemoryFileSystem, storeID: [UInt8] = JournalBed.storeID) -> JournalError.Code? {
            do {
                _ = try Journal.salvage(
                    from: JournalBed.directory, to: Self.out, fileSystem: fileSystem, storeID: storeID,
                    salt: { JournalBed.salt }, replay: { _ in })
                return nil
            } catch { return error.code }
        }
        #expect(code(JournalBed.empty()) == .notFound)
        #expect(code(InMemoryFileSystem(directories: [JournalBed.directory])) == .notFound)
        #expect(code(disk, storeID: [UInt8](repeating: 1, count: 16)) == .corrupt)
        #expect(code(disk, storeID: [1]) == .invalidArgument)
        #expect(try disk.status("/out") == .absent)
        #expect(code(disk) == nil)
        #expect(code(disk) == .alreadyExists)
    }
}
