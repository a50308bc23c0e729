/// The Castagnoli CRC (reflected polynomial 0x82f63b78), eight bytes a step. It finds accidents, not adversaries.
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
            while count - index >= 8 {
                let word = bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self).littleEndian ^ UInt64(crc)
                crc =
                    tables[7 &* 256 &+ Int(word & 0xff)] ^ tables[6 &* 256 &+ Int(word >> 8 & 0xff)]
                    ^ tables[5 &* 256 &+ Int(word >> 16 & 0xff)] ^ tables[4 &* 256 &+ Int(word >> 24 & 0xff)]
                crc ^=
                    tables[3 &* 256 &+ Int(word >> 32 & 0xff)] ^ tables[2 &* 256 &+ Int(word >> 40 & 0xff)]
                    ^ tables[256 &+ Int(word >> 48 & 0xff)] ^ tables[Int(word >> 56)]
                index &+= 8
            }
            while index < count {
                crc = tables[Int((crc ^ UInt32(bytes[index])) & 0xff)] ^ (crc >> 8)
                index &+= 1
            }
        }
        state = crc
    }

    /// Row k holds the effect of a byte that is followed by k zero bytes.
    private static let tables: [UInt32] = {
        var tables = [UInt32](repeating: 0, count: 8 * 256)
        for byte in 0..<256 {
            var crc = UInt32(byte)
            for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0x82f6_3b78 : crc >> 1 }
            tables[byte] = crc
        }
        for row in 1..<8 {
            for byte in 0..<256 {
                let before = tables[(row - 1) * 256 + byte]
                tables[row * 256 + byte] = tables[Int(before & 0xff)] ^ before >> 8
            }
        }
        return tables
    }()
}
