import CustodyFaults
import Testing

@testable import CustodyJournal

@Suite("CRC-32C")
struct CRC32CTests {
    static let published: [([UInt8], UInt32)] = [
        (Array("123456789".utf8), 0xe306_9283), ([], 0), ([UInt8](repeating: 0, count: 32), 0x8a91_36aa),
        ([UInt8](repeating: 0xff, count: 32), 0x62a8_ab43), ([UInt8](0..<32), 0x46dd_794e),
        ([UInt8]((0..<32).reversed()), 0x113f_db5c),
    ]

    @Test("gives the published values", arguments: published)
    func vectors(_ bytes: [UInt8], _ expected: UInt32) {
        #expect(CRC32C.checksum(bytes) == expected)
    }

    @Test("goes on from a seed as if the bytes were one piece, wherever they are cut")
    func seeding() {
        let bytes = [UInt8](0..<100)
        let whole = CRC32C.checksum(bytes)
        for cut in 0...bytes.count {
            let seed = CRC32C.checksum(Array(bytes[..<cut]))
            #expect(CRC32C.checksum(Array(bytes[cut...]), seed: seed) == whole)
            var running = CRC32C(seed: seed)
            running.update(bytes[cut...])
            #expect(running.value == whole)
        }
    }

    @Test("agrees with the definition bit by bit")
    func definition() {
        var generator = SeededGenerator(seed: 7)
        for length in 0..<64 {
            let bytes = generator.bytes(length)
            var crc: UInt32 = .max
            for byte in bytes {
                crc ^= UInt32(byte)
                for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0x82f6_3b78 : crc >> 1 }
            }
            #expect(CRC32C.checksum(bytes) == ~crc, "seed 7, length \(length)")
        }
    }
}
