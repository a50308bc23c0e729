import CustodyCore
import CustodyData
import CustodyFaults
import CustodyJournal
import CustodyModel
import CustodyTesting
import Foundation
import Testing

@testable import CustodyFiles

@Suite("Stores in rows")
struct RowStoreTests {
    /// Random writes on a store in files and on one in memory, which must say the same at every moment and after reopening.
    @Test(
        "They say what the store in memory says, over checkpoints, compactions and reopenings",
        arguments: [UInt64.random(in: 0 ... .max)])
    func likeMemory(_ seed: UInt64) async throws {
        print("CUSTODY_SEED=\(seed)")
        let random = SeededRandomSource(seed: seed)
        let bed = RowBed()
        var backends = try await bed.create()
        let model = InMemoryDataStore(committingTo: MemoryCoordinator())
        var versions: [Int: Int] = [:]
        for round in 0..<600 {
            let number = Int(random.number() % 40)
            let change: DataChange
            switch (versions[number], random.number() % 8) {
            case (let version?, 0):
                let record = RowBed.record(number)
                change = .write([.remove(record.id, subject: record.subject, expecting: version)])
                versions[number] = nil
            case (let version?, _):
                change = .write([.put(RowBed.record(number, version: version + 1), expecting: version)])
                versions[number] = version + 1
            case (nil, 0):
                change = .suppress(Suppression(index: BlindIndex(RowBed.handle(number, 3)), erasedAt: .init(milliseconds: 1)))
            case (nil, 1): change = .eraseSubject(RowBed.record(number).subject, keeping: [.firstRetention])
            case (nil, _):
                change = .write([.put(RowBed.record(number), expecting: nil)])
                versions[number] = 1
            }
            for store in [backends.data, model] as [any DataStore] {
                var unit = UnitOfWork()
                _ = store.stage(change, in: &unit)
                _ = try await unit.commit()
            }
            if round % 150 == 149 {
                try await backends.close()
                backends = try await bed.open()
                try await Self.compare(backends.data, model, shift: true, seed)
            }
        }
        try await Self.compare(backends.data, model, shift: true, seed)
        try await backends.close()
        let inspection = try await StoreInspection.inspect(at: RowBed.directory, keys: bed.provider, files: bed.files)
        #expect(inspection.findings.isEmpty, "\(inspection.findings)")
    }

    /// The file backend's own keys take its first commit, so that its receipts are one higher.
    private static func compare(
        _ store: any DataStore, _ model: InMemoryDataStore, shift: Bool, _ seed: UInt64
    ) async throws {
        func shifted(_ records: [StoredRecord]) -> [StoredRecord] {
            records.map { record in
                var record = record
                record.receipt = record.receipt.next
                return record
            }
        }
        for purpose: Purpose in ["care", "care.phone"] {
            let query = RecordQuery(.heldFor(purpose), limit: 1000)
            #expect(try await store.records(query).records == shifted(model.records(query).records), "seed \(seed)")
        }
        let query = RecordQuery(.expiring(before: Instant(milliseconds: 1007)), limit: 1000)
        #expect(try await store.records(query).records == shifted(model.records(query).records), "seed \(seed)")
        #expect(try await store.counts() == model.counts(), "seed \(seed)")
        for number in 0..<40 {
            let index = BlindIndex(RowBed.handle(number, 3))
            #expect(try await store.suppression(for: index) == model.suppression(for: index), "seed \(seed)")
        }
    }

    @Test("Files do not pile up, however often records change")
    func bounded() async throws {
        let disk = InMemoryFileSystem()
        let bed = RowBed(disk)
        var backends = try await bed.create()
        var largest = 0
        for version in 1...60 {
            for number in 0..<12 { _ = try await RowBed.put(RowBed.record(number, version: version), in: backends) }
            if version % 10 == 0 {
                try await backends.close()
                let files = disk.snapshot().filter { $0.key.contains("/rows/") }
                largest = max(largest, files.values.reduce(0) { $0 + $1.count })
                #expect(files.keys.count { $0.contains("snapshot") } == 1)
                backends = try await bed.open()
            }
        }
        try await backends.close()
        // 720 writes of some 400 bytes of rows each; what counts are 12 records and the rows of the idempotency keys.
        #expect(largest < 150_000, "\(largest) bytes of rows")
    }

    @Test("Opening a closed store reads no row and replays nothing, however many there are")
    func opening() async throws {
        var counts: [Int] = []
        for records in [20, 400] {
            let disk = InMemoryFileSystem()
            let bed = RowBed(disk, options: FileOptions(journal: JournalOptions(segmentBytes: 4096, preallocatedBytes: 0)))
            let backends = try await bed.create()
            for number in 0..<records { _ = try await RowBed.put(RowBed.record(number), in: backends) }
            try await backends.close()
            bed.files.forgetOperations()
            let again = try await bed.open()
            counts.append(bed.files.operations.count { $0.kind == .read && !$0.path.contains("snapshot") })
            #expect(try await again.data.counts().records == records)
            try await again.close()
        }
        #expect(counts[0] == counts[1], "\(counts)")
    }

    @Test("A changed byte of any row is an error with its file and place, whoever reads it")
    func flippedRows() async throws {
        let disk = InMemoryFileSystem()
        let bed = RowBed(disk)
        let backends = try await bed.create()
        var stored: [StoredRecord] = []
        for number in 0..<12 { stored.append(try await RowBed.put(RowBed.record(number), in: backends)) }
        try await backends.close()
        let rows = disk.snapshot().filter { $0.key.contains("/rows/rows-") }.sorted { $0.key < $1.key }
        #expect(rows.count > 1)
        for (path, bytes) in rows {
            // Each position opens the store anew; the full run takes every third.
            let step = ProcessInfo.processInfo.environment["CUSTODY_EVERY_BYTE"] == nil ? 29 : 3
            for offset in stride(from: 0, to: bytes.count, by: step) {
                let damaged = disk.flipped(path, at: offset, mask: 1 << UInt8(offset % 8))
                do {
                    let opened = try await bed.open(damaged)
                    for record in stored {
                        do {
                            #expect(try await opened.data.record(record.id) == record)
                        } catch let error as CustodyFilesError {
                            #expect(error.code == .corrupt && error.path == path && error.offset ?? .max <= UInt64(offset))
                        }
                    }
                    try await opened.close()
                } catch let error as CustodyFilesError { #expect(error.code == .corrupt && error.path == path) }
            }
        }
    }

    @Test("A missing snapshot or file of rows is damage, not an empty store")
    func missing() async throws {
        let disk = InMemoryFileSystem()
        let bed = RowBed(disk)
        let backends = try await bed.create()
        for number in 0..<12 { _ = try await RowBed.put(RowBed.record(number), in: backends) }
        try await backends.close()
        for path in disk.snapshot().keys.filter({ $0.contains("/rows/") }) {
            let damaged = disk.copy()
            try damaged.remove(path)
            do {
                _ = try await bed.open(damaged)
                Issue.record("\(path) is missing and the store opened")
            } catch let error as CustodyFilesError { #expect(error.code == .corrupt && error.path == path) }
            let inspection = try await StoreInspection.inspect(at: RowBed.directory, keys: bed.provider, files: damaged)
            #expect(!inspection.isIntact)
        }
    }
}
