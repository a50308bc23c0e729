/// A frame's first 36 bytes, big-endian:
///
///     magic u32 | length u32 | type u8 | flags u8 | reserved u16 | writerEpoch u32 | sequence u64
///     | durableSequence u64 | headerCRC u32 | body | bodyCRC u32
///
/// The header's checksum starts from the segment's salt and covers the fields before it. The body's goes on from the
/// header's value, so that it covers header and body and a body cannot pass under another header.
struct FrameHeader: Equatable, Sendable {
    enum Kind: UInt8, Sendable {
        /// Carries a body and consumes a sequence.
        case commit = 1
        /// The writer stopped in order. No body; repeats the last sequence.
        case close = 2
        /// A writer began after a close, or after a tail was cut. No body; repeats the last sequence.
        ///
        /// Without it a companion write after a clean close, then a crash, would leave a file that claims to be clean.
        case open = 3
    }

    enum Probe: Equatable {
        case header(FrameHeader)
        /// Nothing that a writer finished here.
        case none(String)
        /// A checksum that holds over something this version cannot have written.
        case unsupported(String)
    }

    static let size = 36
    static let overhead = 40
    static let magic: UInt32 = 0xc5f7_4a46
    private static let checksumOffset = 32

    let kind: Kind
    let length: Int
    let writerEpoch: UInt32
    let sequence: UInt64
    /// The highest sequence known to be synced when this frame was written.
    let durableSequence: UInt64
    let checksum: UInt32

    /// Header, body and body checksum together.
    var total: Int { length + Self.overhead }

    /// `bytes` holds at least `size` bytes.
    static func probe(_ bytes: UnsafeRawBufferPointer, seed: UInt32) -> Probe {
        guard bytes.integer(at: 0, as: UInt32.self) == magic else { return .none("no frame begins here") }
        var checksum = CRC32C(seed: seed)
        checksum.update(UnsafeRawBufferPointer(rebasing: bytes[..<checksumOffset]))
        guard checksum.value == bytes.integer(at: checksumOffset, as: UInt32.self) else {
            return .none("the frame's header is damaged")
        }
        let length: UInt32 = bytes.integer(at: 4)
        let flags: UInt32 = bytes.integer(at: 8) & 0x00ff_ffff
        guard let kind = Kind(rawValue: bytes[8]), flags == 0 else {
            return .unsupported("a frame of type \(bytes[8]) with flags \(flags)")
        }
        guard length <= Journal.maximumBodyBytes, kind == .commit || length == 0 else {
            return .unsupported("a \(kind) frame of \(length) bytes")
        }
        return .header(
            FrameHeader(
                kind: kind, length: Int(length), writerEpoch: bytes.integer(at: 12), sequence: bytes.integer(at: 16),
                durableSequence: bytes.integer(at: 24), checksum: checksum.value))
    }

    /// Appends a whole frame. The caller has checked the body's length.
    static func append(
        _ kind: Kind, writerEpoch: UInt32, sequence: UInt64, durableSequence: UInt64, body: [UInt8], seed: UInt32,
        to buffer: inout [UInt8]
    ) {
        let start = buffer.count
        buffer.append(bigEndian: magic)
        buffer.append(bigEndian: UInt32(truncatingIfNeeded: body.count))
        buffer.append(bigEndian: UInt32(kind.rawValue) << 24)
        buffer.append(bigEndian: writerEpoch)
        buffer.append(bigEndian: sequence)
        buffer.append(bigEndian: durableSequence)
        var checksum = CRC32C(seed: seed)
        checksum.update(buffer[start...])
        buffer.append(bigEndian: checksum.value)
        buffer += body
        checksum.update(body)
        buffer.append(bigEndian: checksum.value)
    }

    /// Whether `frame`, this header's `total` bytes, ends in the right checksum.
    func verifies(_ frame: UnsafeRawBufferPointer) -> Bool {
        guard frame.count == total else { return false }
        var body = CRC32C(seed: checksum)
        body.update(UnsafeRawBufferPointer(rebasing: frame[Self.size..<(Self.size + length)]))
        return body.value == frame.integer(at: Self.size + length, as: UInt32.self)
    }
}
