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
        ]
        for (number, change) in changes.enumerated() {
            var manifest = Self.manifest
            change(&manifest)
            #expect(throws: JournalError.self, "\(number)") { try Self.decode(manifest.encoded()) }
        }
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
