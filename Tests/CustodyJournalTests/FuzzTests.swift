import CustodyFaults
import CustodyJournal
import Testing

@Suite("Arbitrary bytes")
struct FuzzTests {
    @Test("2,000 seeded inputs each end in a typed error or a journal that opens again the same", arguments: 0..<8)
    func anything(_ part: Int) async throws {
        let closed = try await JournalBed.closedJournal()
        let valid = try #require(closed.bytes(of: JournalBed.segment))
        for number in 0..<250 {
            let seed = UInt64(part * 250 + number)
            var generator = SeededGenerator(seed: seed)
            let bytes = Self.input(from: valid, &generator)
            let disk = closed.changed(JournalBed.segment) { $0 = bytes }
            let inspection = try Journal.inspect(directory: JournalBed.directory, fileSystem: disk)
            do {
                let reading = try JournalBed.open(disk, mode: .readOnly)
                #expect(disk.bytes(of: JournalBed.segment) == bytes, "seed \(seed)")
                #expect(!inspection.isDamaged, "seed \(seed)")
                let writing = try JournalBed.open(disk)
                #expect(writing.frames == reading.frames, "seed \(seed)")
                try await writing.journal.close()
                let again = try JournalBed.open(disk, mode: .readOnly)
                #expect(again.frames == reading.frames, "seed \(seed)")
                #expect(again.journal.recovery.closedCleanly, "seed \(seed)")
            } catch let error as JournalError {
                #expect(inspection.isDamaged, "seed \(seed): \(error)")
            }
        }
    }

    static func input(from valid: [UInt8], _ generator: inout SeededGenerator) -> [UInt8] {
        let kind = Int.random(in: 0..<6, using: &generator)
        let place = Int.random(in: 0..<valid.count, using: &generator)
        let length = Int.random(in: 0..<200, using: &generator)
        var bytes = valid
        switch kind {
        case 0: return generator.bytes(length * 4)
        case 1: return Array(valid[..<128]) + generator.bytes(length)
        case 2: return Array(valid[..<place]) + generator.bytes(length)
        case 3:
            for _ in 0...(length / 20) {
                let target = Int.random(in: 0..<bytes.count, using: &generator)
                bytes[target] = UInt8.random(in: 0...255, using: &generator)
            }
        case 4:
            let end = min(place + length, valid.count)
            bytes.insert(contentsOf: valid[place..<end], at: Int.random(in: 128...valid.count, using: &generator))
        default:
            bytes.removeSubrange(place..<min(place + length, valid.count))
        }
        return bytes
    }
}
