import CustodyFaults
import CustodyModel
import Synchronization
import Testing

@testable import CustodyFiles

@Suite("Numbers of row files")
struct RowFileReuseTests {
    @Test("a number is not given to a new file while the old one of that name is being removed")
    func reuse() throws {
        let disk = InMemoryFileSystem(directories: ["/rows"])
        let appendMeanwhile = Mutex<(@Sendable () -> Void)?>(nil)
        let files = FaultyFileSystem(disk) { operation in
            guard operation.kind == .remove else { return }
            appendMeanwhile.withLock { $0 }?()
        }
        let rows = FileRows(
            directory: "/rows", files: files, store: .zero, random: SystemRandomSource(), isWritable: true, fileBytes: 256)
        let row = Row(TableTag(rawValue: 1), [1, 2, 3], [UInt8](repeating: 7, count: 100))
        var locations: [UInt64] = []
        for _ in 0..<4 { locations.append(rows.append(row)) }
        let emptied = RowBed.fileNumber(locations[0])
        for location in locations where RowBed.fileNumber(location) == emptied { rows.drop(row, at: location) }
        // What a commit adds in the moment between forgetting the file and removing it.
        let added = Mutex<[UInt64]>([])
        appendMeanwhile.withLock { hook in
            hook = { for _ in 0..<8 { let location = rows.append(row); added.withLock { $0.append(location) } } }
        }
        rows.retire(keeping: rows.marks())
        appendMeanwhile.withLock { $0 = nil }

        #expect(added.withLock { $0.count } == 8)
        try rows.sync(rows.marks())
        let there = Set(try disk.list("/rows"))
        #expect(rows.names.isSubset(of: there), "\(rows.names) of \(there)")
        for location in added.withLock({ $0 }) { #expect(try rows.read(location, of: row.table) == row) }
        // Once it is gone the number is free again.
        for _ in 0..<64 { _ = rows.append(row) }
        #expect(rows.names.contains(FileRows.name(emptied)))
        #expect(try disk.list("/rows").contains(FileRows.name(emptied)))
    }

    @Test("when every number is taken no file is removed for a new one, and the writer stops")
    func exhaustedRowNumbersStopTheWriter() throws {
        let disk = InMemoryFileSystem(directories: ["/rows"])
        let rows = FileRows(
            directory: "/rows", files: disk, store: .zero, random: SystemRandomSource(), isWritable: true, fileBytes: 256,
            fileLimit: 4)
        let row = Row(TableTag(rawValue: 1), [1, 2, 3], [UInt8](repeating: 7, count: 100))
        // Two rows fill a file.
        let locations = (0..<8).map { _ in rows.append(row) }
        #expect(rows.failure == nil && Set(locations.map(RowBed.fileNumber)).count == 4)
        for _ in 0..<2 {
            let beyond = rows.append(row)
            #expect(rows.failure?.code == .tooLarge)
            #expect(throws: CustodyFilesError.self) { try rows.read(beyond, of: row.table) }
            #expect(throws: CustodyFilesError.self) { try rows.nearby().read(beyond, of: row.table) }
        }
        #expect(throws: CustodyFilesError.self) { try rows.sync(rows.marks()) }
        #expect(try disk.list("/rows").count == 4)
        for location in locations { #expect(try rows.read(location, of: row.table) == row) }
    }
}

extension RowBed {
    static func fileNumber(_ location: UInt64) -> Int { Int(location >> 26) }
}
