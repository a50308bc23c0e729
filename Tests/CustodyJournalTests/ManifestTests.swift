import CustodyFaults
import Testing

@testable import CustodyJournal

@Suite("The manifest")
struct ManifestTests {
    static let manifest = Manifest(
        storeID: JournalBed.storeID, generation: 9, durableSequence: 40, writerEpoch: 3,
        checkpoint: JournalCheckpoint(sequence: 12, payload: [1, 2, 3]),
        segments: [
            Manifest.Segment(number: 2, firstSequence: 11, end: 500), Manifest.Segment(number: 5, firstSequence: 31, end: 128),
            Manifest.Segment(number: 6, firstSequence: 31, end: nil),
        ])

    static func decode(_ bytes: [UInt8]) throws(JournalError) -> Manifest { try Manifest.decode(bytes, path: "m") }

    @Test("a manifest reads back as it was written, with and without a checkpoint")
    func roundTrip() throws {
        #expect(try Self.decode(Self.manifest.encoded()) == Self.manifest)
        var plain = Self.manifest
        plain.checkpoint = nil
        #expect(try Self.decode(plain.encoded()) == plain)
    }

    @Test("every flipped bit and every shorter manifest is a typed error")
    func damage() {
        let bytes = Self.manifest.encoded()
        for offset in bytes.indices {
            for bit in 0..<8 as Range<UInt8> {
                var flipped = bytes
                flipped[offset] ^= 1 << bit
                #expect(throws: JournalError.self) { try Self.decode(flipped) }
            }
            #expect(throws: JournalError.self) { try Self.decode(Array(bytes[..<offset])) }
        }
        #expect(throws: JournalError.self) { try Self.decode(bytes + [0]) }
    }

    @Test("a manifest whose values cannot be is refused though its checksum holds")
    func impossible() {
        let changes: [(inout Manifest) -> Void] = [
            { $0.segments = [] },
            { $0.segments.removeLast() },
            { $0.segments[0].end = nil },
            { $0.segments[0].end = 127 },
            { $0.segments.swapAt(0, 1) },
            { $0.generation = 0 },
            { $0.segments[2] = Manifest.Segment(number: 6, firstSequence: 0, end: nil) },
            { $0.durableSequence = 29 },
            { $0.checkpoint?.sequence = 41 },
            { $0.checkpoint?.sequence = 9 },
            { $0.generation = .max },
            { $0.durableSequence = .max },
            { $0.segments[2] = Manifest.Segment(number: .max, firstSequence: 31, end: nil) },
        ]
        for (number, change) in changes.enumerated() {
            var manifest = Self.manifest
            change(&manifest)
            #expect(throws: JournalError.self, "\(number)") { try Self.decode(manifest.encoded()) }
        }
    }

    /// A journal of four commits whose manifest has another generation.
    private static func ending(generation: UInt64) async throws -> InMemoryFileSystem {
        let disk = try await SegmentTests.filled(4)
        let name = try #require(try disk.list(JournalBed.directory).last { JournalPath.manifestGeneration($0) != nil })
        let path = JournalPath.join(JournalBed.directory, name)
        var manifest = try Self.decode(try #require(disk.bytes(of: path)))
        try disk.remove(path)
        manifest.generation = generation
        disk.put(manifest.encoded(), at: JournalBed.manifest(generation))
        return disk
    }

    @Test("counters at their end are errors: the journal goes on without what needs another number")
    func countersAtTheirEndAreErrors() async throws {
        let disk = try await Self.ending(generation: .max - 1)
        let journal = try JournalBed.open(disk, options: SegmentTests.small).journal
        for sequence in 5...20 as ClosedRange<UInt64> { try await journal.commit(sequence, JournalBed.body(sequence)).get() }
        #expect(await journal.take(JournalCheckpoint(sequence: 9, payload: [])).code == .tooLarge)
        try await journal.commit(21, []).get()
        try await journal.close()
        let (again, frames) = try JournalBed.open(disk, options: SegmentTests.small)
        #expect(frames.map(\.body) == JournalBed.bodies(1...20) + [[]])
        try await again.close()

        let last = InMemoryFileSystem(directories: [JournalBed.directory])
        try Journal.begin(
            in: JournalBed.directory, fileSystem: last, storeID: JournalBed.storeID,
            behind: JournalCheckpoint(sequence: .max - 2, payload: []), writerEpoch: 1, salt: { JournalBed.salt })
        let ending = try JournalBed.open(last).journal
        try await ending.commit(.max - 1, [1]).get()
        #expect(await ending.commit(.max, [2]).code == .tooLarge)
        try await ending.close()
        #expect(try JournalBed.open(last, mode: .readOnly).frames.map(\.body) == [[1]])
        let error = #expect(throws: JournalError.self) {
            try Journal.begin(
                in: JournalBed.directory, fileSystem: InMemoryFileSystem(directories: [JournalBed.directory]),
                storeID: JournalBed.storeID, behind: JournalCheckpoint(sequence: .max - 1, payload: []), writerEpoch: 1,
                salt: { JournalBed.salt })
        }
        #expect(error?.code == .tooLarge)
    }

    @Test("a checkpoint takes away every segment that it covers and never the one that is written to")
    func covered() {
        for (sequence, left) in [(10, [2, 5, 6]), (29, [2, 5, 6]), (30, [6]), (40, [6])] as [(UInt64, [UInt64])] {
            var manifest = Self.manifest
            manifest.checkpoint = JournalCheckpoint(sequence: sequence, payload: [])
            let dropped = manifest.dropCovered().map(\.number)
            #expect(manifest.segments.map(\.number) == left, "\(sequence)")
            #expect(dropped + left == [2, 5, 6], "\(sequence)")
        }
    }
}
