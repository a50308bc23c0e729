import CustodyFaults
import Testing

@testable import CustodyJournal

@Suite("What a recovery keeps aside")
struct QuarantineTests {
    @Test("a recovery that dies is done again with the same copy of the tail, and a crash loop keeps only the newest sixteen")
    func quarantine() async throws {
        let start = try await JournalBed.uncleanJournal(2)
        let tail = [UInt8](repeating: 7, count: 500)
        let disk = start.changed(JournalBed.segment) { $0 += tail }
        // Dies when it has copied the tail, before the manifest that seals the segment has its name.
        let manifest = JournalPath.manifestName(2) + JournalPath.temporarySuffix
        let faulty = FaultyFileSystem(disk, plan: FaultPlan([.init(.rename, .nth(1), pathSuffix: manifest, .error(5))]))
        #expect(throws: JournalError.self) { try JournalBed.open(faulty) }
        let again = disk.copy()
        let journal = try JournalBed.open(again).journal
        let path = try #require(journal.recovery.tail?.quarantinePath)
        #expect(again.bytes(of: path)?.dropLast(4) == tail[...])
        #expect(again.snapshot().keys.count { $0.contains("/quarantine/") } == 1)
        try await journal.close()

        var looping = start
        for round in 0..<20 {
            looping = looping.changed(JournalBed.lastSegment(looping)) { $0 += [UInt8(round + 1)] }
            try await JournalBed.open(looping).journal.close()
        }
        let kept = looping.snapshot().filter { $0.key.contains("/quarantine/") }
        #expect(kept.sorted { $0.key < $1.key }.map { Array($0.value.dropLast(4)) } == (5...20).map { [UInt8($0)] })
    }

    @Test("a changed byte of a tail's copy is reported with its file")
    func changedCopy() async throws {
        let disk = try await JournalBed.uncleanJournal(2).changed(JournalBed.segment) { $0 += [1, 2, 3] }
        let journal = try JournalBed.open(disk).journal
        let path = try #require(journal.recovery.tail?.quarantinePath)
        try await journal.close()
        #expect(try Journal.inspectQuarantine(directory: JournalBed.directory, fileSystem: disk).isEmpty)
        for offset in 0..<7 {
            let flipped = disk.flipped(path, at: offset, mask: 1)
            let findings = try Journal.inspectQuarantine(directory: JournalBed.directory, fileSystem: flipped)
            #expect(findings.map(\.path) == [path])
        }
    }
}
