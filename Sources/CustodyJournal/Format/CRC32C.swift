/// The Castagnoli CRC (reflected polynomial 0x82f63b78), sixteen bytes a step. It finds accidents, not adversaries.
///
/// The check value of the ASCII digits `123456789` is 0xe3069283.
public struct CRC32C: Sendable, Hashable {
    private var state: UInt32

    /// Starts from nothing, or goes on after the bytes whose checksum is `seed`: a checksum seeded with that of `a` over `b`
    /// is the checksum of `a` followed by `b`.
    public init(seed: UInt32 = 0) { state = ~seed }

    /// The checksum of everything so far.
    public var value: UInt32 { ~state }

    /// Takes more bytes.
    public mutating func update(_ bytes: [UInt8]) { bytes.withUnsafeBytes { update($0) } }

    /// Takes more bytes.
    public mutating func update(_ bytes: ArraySlice<UInt8>) { bytes.withUnsafeBytes { update($0) } }

    /// Takes the eight bytes of a number, most significant first.
    public mutating func update(bigEndian number: UInt64) { withUnsafeBytes(of: number.bigEndian) { update($0) } }

    /// The checksum of `bytes`.
    public static func checksum(_ bytes: [UInt8], seed: UInt32 = 0) -> UInt32 {
        var checksum = CRC32C(seed: seed)
        checksum.update(bytes)
        return checksum.value
    }

    mutating func update(_ bytes: UnsafeRawBufferPointer) {
        var crc = state
        Self.tables.withUnsafeBufferPointer { tables in
            var index = 0
            let count = bytes.count
            while count - index >= 16 {
                let first = bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self).littleEndian ^ UInt64(crc)
                let second = bytes.loadUnaligned(fromByteOffset: index &+ 8, as: UInt64.self).littleEndian
                crc = Self.effect(of: first, before: 8, tables) ^ Self.effect(of: second, before: 0, tables)
                index &+= 16
            }
            while index < count {
                crc = tables[Int((crc ^ UInt32(bytes[index])) & 0xff)] ^ (crc >> 8)
                index &+= 1
            }
        }
        state = crc
    }

    /// What a word comes to that so many bytes follow.
    @inline(__always)
    private static func effect(of word: UInt64, before count: Int, _ tables: UnsafeBufferPointer<UInt32>) -> UInt32 {
        let row = count &* 256
        let low =
            tables[row &+ 1792 &+ Int(word & 0xff)] ^ tables[row &+ 1536 &+ Int(word >> 8 & 0xff)]
            ^ tables[row &+ 1280 &+ Int(word >> 16 & 0xff)] ^ tables[row &+ 1024 &+ Int(word >> 24 & 0xff)]
        let high =
            tables[row &+ 768 &+ Int(word >> 32 & 0xff)] ^ tables[row &+ 512 &+ Int(word >> 40 & 0xff)]
            ^ tables[row &+ 256 &+ Int(word >> 48 & 0xff)] ^ tables[row &+ Int(word >> 56)]
        return low ^ high
    }

    /// Row k holds the effect of a byte that is followed by k zero bytes.
    private static let tables: [UInt32] = {
        var tables = [UInt32](repeating: 0, count: 16 * 256)
        for byte in 0..<256 {
            var crc = UInt32(byte)
            for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0x82f6_3b78 : crc >> 1 }
            tables[byte] = crc
        }
        for row in 1..<16 {
            for byte in 0..<256 {
                let before = tables[(row - 1) * 256 + byte]
                tables[row * 256 + byte] = tables[Int(before & 0xff)] ^ before >> 8
            }
        }
        return tables
    }()
}
