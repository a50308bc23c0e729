import CustodyFaults
import CustodyJournal
import CustodyModel
import CustodyTesting
import Testing

@Suite("Pieces of a file that are read together")
struct ReadWindowTests {
    /// A file, and what is asked of it.
    private struct Watched {
        let files = FaultyFileSystem(InMemoryFileSystem(directories: ["/d"]))
        let file: any JournalFile

        init(_ bytes: [UInt8]) throws {
            file = try files.open("/d/f", mode: .createNew)
            try file.write(bytes, at: 0)
        }

        /// Where each read began, and how much it asked for.
        var reads: [(offset: UInt64, count: Int)] {
            files.operations.filter { $0.kind == .read }.compactMap { read in
                guard let offset = read.offset, let count = read.count else { return nil }
                return (offset, count)
            }
        }
    }

    /// Pieces of any length, each beginning with two bytes that tell it.
    private static func pieces(_ count: Int, _ random: SeededRandomSource, longest: Int) -> [[UInt8]] {
        (0..<count).map { _ in
            let size = 2 + Int(random.number() % UInt64(longest))
            return [UInt8(size >> 8), UInt8(size & 0xff)] + random.bytes(size - 2)
        }
    }

    private static func size(_ head: ArraySlice<UInt8>) -> Int { head.prefix(2).reduce(0) { $0 << 8 | Int($1) } }

    @Test("are what stands there, in whatever order they are asked for", arguments: [60, 2000, 20_000, 65_000])
    func anyOrder(_ longest: Int) throws {
        let seed = AuditReadingTests.seed()
        let random = SeededRandomSource(seed: seed)
        let pieces = Self.pieces(300, random, longest: longest)
        let offsets = pieces.dropLast().reduce(into: [UInt64(100)]) { $0.append($0[$0.count - 1] + UInt64($1.count)) }
        let watched = try Watched([UInt8](repeating: 0, count: 100) + pieces.joined())
        var window = ReadWindow(of: watched.file, within: 100..<offsets[299] + UInt64(pieces[299].count))
        var place = 0
        for _ in 0..<3000 {
            switch random.number() % 16 {
            case 0: place = Int(random.number() % 300)
            case 1...4: place = max(0, place - 2)
            default: place = (place + 1) % 300
            }
            let piece = try window.piece(at: offsets[place], head: 2, least: 64, size: Self.size)
            #expect(Array(piece) == pieces[place], "CUSTODY_SEED=\(seed)")
        }
        #expect(watched.reads.allSatisfy { $0.count <= ReadWindow.most && $0.offset >= 100 }, "CUSTODY_SEED=\(seed)")
    }

    @Test("cost little more than themselves where they are asked for in no order, and few reads in order or against it")
    func cost() throws {
        let random = SeededRandomSource(seed: 7)
        let count = 4000
        func bytes(_ order: [Int]) throws -> (reads: Int, bytes: Int) {
            let watched = try Watched([UInt8](repeating: 1, count: count * 128))
            var window = ReadWindow(of: watched.file, alignment: 128)
            for place in order {
                #expect(try window.piece(at: UInt64(place) * 128, head: 128, least: 256) { _ in 128 }.count == 128)
            }
            #expect(watched.reads.allSatisfy { $0.offset % 128 == 0 })
            return (watched.reads.count, watched.reads.reduce(0) { $0 + $1.count })
        }
        for order in [Array(0..<count), Array((0..<count).reversed())] {
            let cost = try bytes(order)
            #expect(cost.reads < count / 50 && cost.bytes < 5 * count * 128, "\(cost)")
        }
        // Of a large file next to nothing is near; of a smaller one much is, and hardly any of it in what was read before.
        for (count, most) in [(count, 2048), (600, 20_000)] {
            let anywhere = try bytes((0..<1000).map { _ in Int(random.number() % UInt64(count)) })
            #expect(anywhere.bytes < 1000 * most, "\(anywhere)")
        }
    }

    @Test("end where the file ends, and are nothing where it is not read")
    func ends() throws {
        let watched = try Watched([UInt8](repeating: 1, count: 1000))
        var window = ReadWindow(of: watched.file, within: 10..<990)
        func piece(_ offset: UInt64, _ count: Int = 100) throws -> Int {
            try window.piece(at: offset, head: count, least: 200) { _ in count }.count
        }
        for offset: UInt64 in [0, 9, 990, 1000, UInt64(Int64.max) - 1, UInt64(Int64.max), .max] {
            #expect(try piece(offset) == 0, "\(offset)")
        }
        #expect(try piece(10) == 100 && piece(890) == 100 && piece(950) == 40 && piece(989) == 1 && piece(10) == 100)
        var all = ReadWindow(of: watched.file)
        #expect(try all.piece(at: UInt64(Int64.max) - 1, head: 4, least: 8) { _ in 4 }.isEmpty)
        let empty = try Watched([])
        var nothing = ReadWindow(of: empty.file)
        #expect(try nothing.piece(at: 0, head: 4, least: 8) { _ in 4 }.isEmpty)
    }

    @Test("larger than what is read at once are left to whoever wants them")
    func larger() throws {
        let watched = try Watched([UInt8](repeating: 1, count: 200_000))
        var window = ReadWindow(of: watched.file)
        #expect(try window.piece(at: 5, head: 8, least: 100) { _ in ReadWindow.most + 1 }.isEmpty)
        #expect(watched.reads.allSatisfy { $0.count <= 100 })
        #expect(try window.piece(at: 5, head: 8, least: 100) { _ in ReadWindow.most }.count == ReadWindow.most)
    }

    @Test("A read that fails is told, and leaves nothing that could be taken for another piece")
    func failing() throws {
        let watched = try Watched((0..<200).map { UInt8($0) })
        var window = ReadWindow(of: watched.file)
        func first(_ offset: UInt64) throws -> UInt8? { try window.piece(at: offset, head: 4, least: 16) { _ in 4 }.first }
        #expect(try first(0) == 0)
        watched.files.arm(FaultPlan([.init(.read, .from(1), .error(5))]))  // EIO
        #expect(throws: JournalError.self) { try first(100) }
        #expect(throws: JournalError.self) { try first(103) }
        #expect(try first(2) == 2)
        watched.files.disarm()
        #expect(try first(100) == 100)
        #expect(try first(0) == 0)
    }
}
