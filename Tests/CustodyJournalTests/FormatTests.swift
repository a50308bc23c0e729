import CustodyFaults
import Testing

@testable import CustodyJournal

@Suite("The segment's format")
struct FormatTests {
    static let header = SegmentHeader(
        storeID: JournalBed.storeID, number: 3, firstSequence: 9, salt: JournalBed.salt)

    @Test("the header is 128 bytes and comes back as it was written")
    func headerRoundTrip() throws {
        let bytes = Self.header.encoded()
        #expect(bytes.count == 128)
        #expect(Array(bytes[..<8]) == Array("CUSTODYJ".utf8))
        #expect(Array(bytes[8..<12]) == [0, 1, 0, 0])
        #expect(Array(bytes[28..<44]) == [0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 9])
        #expect(try SegmentHeader.decode(bytes, path: "p") == Self.header)
    }

    @Test("every flipped bit and every cut of the header is a typed error")
    func headerDamage() {
        let bytes = Self.header.encoded()
        for bit in 0..<1024 {
            var flipped = bytes
            flipped[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(throws: JournalError.self) { try SegmentHeader.decode(flipped, path: "p") }
        }
        for count in 0..<128 {
            let error = #expect(throws: JournalError.self) { try SegmentHeader.decode(Array(bytes[..<count]), path: "p") }
            #expect(error?.code == .corrupt)
            #expect(error?.path == "p")
        }
    }

    @Test("a higher version under a good checksum is newer, not damaged", arguments: [(8, 1), (9, 2), (10, 1), (11, 1)])
    func newerVersion(_ place: Int, _ value: UInt8) {
        var bytes = Self.header.encoded()
        bytes[place] = value
        Self.seal(&bytes)
        let error = #expect(throws: JournalError.self) { try SegmentHeader.decode(bytes, path: "p") }
        #expect(error?.code == .newerFormat)
    }

    @Test("padding that is not zero is damage, even under a good checksum")
    func padding() {
        for place in 76..<124 {
            var bytes = Self.header.encoded()
            bytes[place] = 1
            Self.seal(&bytes)
            let error = #expect(throws: JournalError.self) { try SegmentHeader.decode(bytes, path: "p") }
            #expect(error?.code == .corrupt)
        }
    }

    @Test("a frame comes back as it was written", arguments: [0, 1, 7, 8, 9, 4096])
    func frameRoundTrip(_ count: Int) throws {
        let body = [UInt8](repeating: 0xab, count: count)
        var bytes: [UInt8] = []
        FrameHeader.append(
            .commit, writerEpoch: 4, sequence: 12, durableSequence: 11, body: body, seed: Self.header.seed, to: &bytes)
        #expect(bytes.count == count + 40)
        let probe = bytes.withUnsafeBytes { FrameHeader.probe($0, seed: Self.header.seed) }
        guard case .header(let header) = probe else {
            Issue.record("\(probe)")
            return
        }
        #expect(header.kind == .commit)
        #expect(header.length == count)
        #expect(header.writerEpoch == 4)
        #expect(header.sequence == 12)
        #expect(header.durableSequence == 11)
        #expect(bytes.withUnsafeBytes { header.verifies($0) })
        #expect(bytes.withUnsafeBytes { FrameHeader.probe($0, seed: Self.header.seed ^ 1) } != probe, "another salt")
    }

    @Test("every flipped bit of a frame is found by one of its two checksums")
    func frameFlips() {
        var bytes: [UInt8] = []
        FrameHeader.append(
            .commit, writerEpoch: 4, sequence: 12, durableSequence: 11, body: [1, 2, 3], seed: 99, to: &bytes)
        for bit in 0..<(bytes.count * 8) {
            var flipped = bytes
            flipped[bit / 8] ^= 1 << UInt8(bit % 8)
            let isFound = flipped.withUnsafeBytes { buffer in
                if case .header(let header) = FrameHeader.probe(buffer, seed: 99) { !header.verifies(buffer) } else { true }
            }
            #expect(isFound, "bit \(bit)")
        }
    }

    @Test("a body does not pass under another frame's header")
    func bodyIsBoundToHeader() {
        var first: [UInt8] = []
        var second: [UInt8] = []
        FrameHeader.append(.commit, writerEpoch: 1, sequence: 1, durableSequence: 0, body: [1], seed: 5, to: &first)
        FrameHeader.append(.commit, writerEpoch: 1, sequence: 2, durableSequence: 0, body: [1], seed: 5, to: &second)
        let mixed = Array(first[..<36] + second[36...])
        let isRefused = mixed.withUnsafeBytes { buffer in
            if case .header(let header) = FrameHeader.probe(buffer, seed: 5) { !header.verifies(buffer) } else { false }
        }
        #expect(isRefused)
    }

    @Test("segment names are twenty digits and nothing else")
    func names() {
        #expect(JournalPath.segmentName(1) == JournalBed.name)
        #expect(JournalPath.segmentNumber(JournalBed.name) == 1)
        #expect(JournalPath.segmentNumber(JournalPath.segmentName(.max)) == .max)
        for name in ["1.log", "00000000000000000001.log.tmp", "+0000000000000000001.log", "99999999999999999999.log", ".log"] {
            #expect(JournalPath.segmentNumber(name) == nil, "\(name)")
        }
        #expect(JournalPath.parent(of: "/a/b") == "/a")
        #expect(JournalPath.parent(of: "/a/b/") == "/a")
        #expect(JournalPath.parent(of: "/a") == "/")
        #expect(JournalPath.parent(of: "a") == ".")
    }

    @Test("an error prints its kind, its place and no value")
    func errorText() {
        let error = JournalError(.corrupt, "damaged", path: "/p", offset: 5, sequence: 6)
        #expect("\(error)" == "corrupt: damaged [/p, offset 5, sequence 6]")
        #expect("\(JournalError.system("write", path: nil, errno: 28))".hasPrefix("noSpace: could not write: errno 28"))
    }

    static func seal(_ bytes: inout [UInt8]) {
        let checksum = CRC32C.checksum(Array(bytes[..<124]))
        for index in 0..<4 { bytes[124 + index] = UInt8(truncatingIfNeeded: checksum >> UInt32(24 - 8 * index)) }
    }
}
