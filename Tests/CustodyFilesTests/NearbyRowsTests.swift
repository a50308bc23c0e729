import CustodyFaults
import CustodyModel
import CustodyTesting
import Testing

@testable import CustodyFiles

@Suite("Rows near one another")
struct NearbyRowsTests {
    private static let table = TableTag(rawValue: 2)

    private static func rows(on files: FaultyFileSystem, fileBytes: UInt64 = 1 << 20) -> FileRows {
        FileRows(
            directory: "/rows", files: files, store: .zero, random: SystemRandomSource(), isWritable: true,
            fileBytes: fileBytes)
    }

    private static func row(_ number: Int, _ random: SeededRandomSource) -> Row {
        var key: [UInt8] = []
        key.append(bigEndian: UInt64(number))
        // One in sixteen is larger than all that is read at once.
        let largest: UInt64 = random.number() % 16 == 0 ? 90_000 : 5000
        return Row(table, key, random.bytes(Int(random.number() % largest)))
    }

    @Test("are the rows that were appended, in whatever order they are read, and whatever is appended meanwhile")
    func anyOrder() throws {
        let seed = AuditReadingTests.seed()
        let random = SeededRandomSource(seed: seed)
        let rows = Self.rows(on: FaultyFileSystem(InMemoryFileSystem(directories: ["/rows"])), fileBytes: 300_000)
        let nearby = rows.nearby()
        var appended: [(location: UInt64, row: Row)] = []
        var place = 0
        for round in 0..<2000 {
            if round % 4 == 0 {
                let row = Self.row(appended.count, random)
                appended.append((nearby.append(row), row))
            }
            if round % 200 == 199 { try rows.sync(rows.marks()) }
            // Mostly on from where it was, a little back at times, and now and then to anywhere.
            switch random.number() % 16 {
            case 0: place = Int(random.number() % UInt64(appended.count))
            case 1...4: place = max(0, place - 2)
            default: place = (place + 1) % appended.count
            }
            #expect(try nearby.read(appended[place].location, of: Self.table) == appended[place].row, "seed \(seed)")
        }
    }

    @Test("take few reads when they are read in order, also when pairs are read the other way round")
    func fewReads() throws {
        let files = FaultyFileSystem(InMemoryFileSystem(directories: ["/rows"]))
        let rows = Self.rows(on: files)
        var locations: [UInt64] = []
        for number in 0..<200 {
            locations.append(rows.append(Row(Self.table, [UInt8(number)], [UInt8](repeating: 1, count: 2500))))
        }
        try rows.sync(rows.marks())
        files.forgetOperations()
        let nearby = rows.nearby()
        for pair in stride(from: 0, to: locations.count, by: 2) {
            for number in [pair + 1, pair] {
                #expect(try nearby.read(locations[number], of: Self.table).key == [UInt8(number)])
            }
        }
        #expect(files.count(.read) < locations.count / 8)
    }

    @Test("that are damaged, or not there, are told as they are told one by one")
    func damaged() throws {
        let disk = InMemoryFileSystem(directories: ["/rows"])
        let rows = Self.rows(on: FaultyFileSystem(disk))
        var locations: [UInt64] = []
        for number in 0..<50 {
            locations.append(rows.append(Row(Self.table, [UInt8(number)], [UInt8](repeating: 1, count: 300))))
        }
        try rows.sync(rows.marks())
        let (number, offset) = (RowBed.fileNumber(locations[20]), locations[20] & (1 << 26 - 1))
        let file = try disk.open("/rows/" + FileRows.name(number), mode: .readWrite)
        try file.write([2], at: offset + 100)
        let nearby = rows.nearby()
        for (number, location) in locations.enumerated() where number != 20 {
            #expect(try nearby.read(location, of: Self.table).key == [UInt8(number)])
        }
        for location in [locations[20], locations[20] + 1, 0, 1, FlatIndex.locationLimit - 1] {
            let told = #expect(throws: CustodyFilesError.self) { try nearby.read(location, of: Self.table) }
            let known = #expect(throws: CustodyFilesError.self) { try rows.read(location, of: Self.table) }
            #expect(told?.code == known?.code && told?.offset == known?.offset && told?.code == .corrupt)
        }
    }
}
