import CustodyAudit
import CustodyCore
import CustodyFaults
import CustodyJournal
import CustodyModel
import CustodyTesting
import Foundation
import Testing

@testable import CustodyFiles

@Suite("Reading the log of a store in files")
struct AuditReadingTests {
    static func seed() -> UInt64 {
        let seed = ProcessInfo.processInfo.environment["CUSTODY_SEED"].flatMap(UInt64.init) ?? .random(in: 0 ... .max)
        print("CUSTODY_SEED=\(seed)")
        return seed
    }

    @Test("Every query equals a filter over a full scan, over checkpoints, compactions, reopenings and an index made anew")
    func queries() async throws {
        var log = RandomAuditLog(seed: Self.seed())
        let bed = RowBed()
        var backends = try await bed.create()
        try await log.register(in: backends.audit)
        var found = 0
        for round in 0..<5 {
            try await log.record(50, in: backends.audit)
            found += try await log.compare(60, in: backends.audit)
            if round == 2 { try await backends.audit.rebuildIndex() }
            try await backends.close()
            backends = try await bed.open()
            found += try await log.compare(60, in: backends.audit)
        }
        #expect(found > 1000)
        try await backends.audit.rebuildIndex()
        try await log.compare(100, in: backends.audit)
        #expect(try await backends.audit.verify().findings == [])
        try await backends.close()
        let inspection = try await StoreInspection.inspect(at: RowBed.directory, keys: bed.provider, files: bed.files)
        #expect(inspection.findings.isEmpty, "\(inspection.findings)")
    }

    @Test("Everything is found again after a crash, whatever the index had by then")
    func crashes() async throws {
        var log = RandomAuditLog(seed: Self.seed())
        let disk = InMemoryFileSystem()
        let bed = RowBed(disk)
        let backends = try await bed.create()
        try await log.register(in: backends.audit)
        for _ in 0..<8 {
            try await log.record(17, in: backends.audit)
            // A copy taken while the writer goes on is what a crash leaves.
            let left = RowBed(disk.copy(), provider: bed.provider)
            let again = try await left.open()
            try await log.compare(30, in: again.audit)
            try await again.close()
        }
        try await backends.close()
    }

    @Test("An index that was cut otherwise is made anew when the store is opened")
    func otherShape() async throws {
        var log = RandomAuditLog(seed: Self.seed())
        let disk = InMemoryFileSystem()
        let bed = RowBed(disk)
        var backends = try await bed.create()
        try await log.register(in: backends.audit)
        try await log.record(90, in: backends.audit)
        try await backends.close()
        for shape in [AuditIndexShape(blockEntries: 5, runBlocks: 2), AuditIndexShape()] {
            var options = RowBed.small
            options.auditIndex = shape
            backends = try await RowBed(disk, options: options, provider: bed.provider).open()
            #expect(try await log.compare(60, in: backends.audit) > 100)
            try await log.record(10, in: backends.audit)
            try await backends.close()
        }
    }

    @Test(
        "A damaged row of the index is an error with its place until the index is made anew; no answer is ever short of entries"
    )
    func damagedIndex() async throws {
        var log = RandomAuditLog(seed: Self.seed())
        let disk = InMemoryFileSystem()
        // One file of rows, and no compaction that would move them.
        let options = FileOptions(auditIndex: AuditIndexShape(blockEntries: 8, runBlocks: 3))
        let bed = RowBed(disk, options: options)
        let backends = try await bed.create()
        try await log.register(in: backends.audit)
        try await log.record(90, in: backends.audit)
        let all = try await backends.audit.entries(AuditQuery(limit: .max))
        let query = AuditQuery(limit: .max, actions: [.read], decisions: [.permit])
        let expected = try await backends.audit.entries(query)
        try await backends.close()
        let path = "\(RowBed.directory)/rows/\(FileRows.name(0))"
        let bytes = try disk.readAll(path)
        var damaged = 0
        var offset = RowFile.headerSize
        while offset + RowFile.overhead <= bytes.count, damaged < 12 {
            let head = bytes[offset..<offset + RowFile.headSize]
            let start = offset + RowFile.headSize
            offset += RowFile.claimedSize(head)
            guard head[head.startIndex + 4] == TableTag.auditIndex.rawValue else { continue }
            let flipped = RowBed(disk.flipped(path, at: start), options: options, provider: bed.provider)
            let opened = try await flipped.open()
            do { #expect(try await opened.audit.entries(query) == expected) } catch let error as CustodyFilesError {
                damaged += 1
                #expect(error.code == .corrupt && error.path == path)
                try await opened.audit.rebuildIndex()
                #expect(try await opened.audit.entries(query) == expected)
                #expect(try await opened.audit.entries(AuditQuery(limit: .max)) == all)
                try await opened.close()
                // No commit came after the rebuilding, and it is kept all the same.
                let again = try await flipped.open()
                #expect(try await again.audit.entries(query) == expected)
                try await again.close()
                continue
            }
            try await opened.close()
        }
        #expect(damaged > 0)
    }
}
