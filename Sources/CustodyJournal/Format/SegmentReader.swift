#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Reads a segment through a window, so that memory does not grow with the file.
struct SegmentReader {
    static let window = 1 << 20

    let file: any JournalFile
    /// The size when reading began, or the end that the manifest names. What stands behind it is not looked at.
    let size: UInt64
    private var base: UInt64 = 0
    private var buffer: [UInt8] = []

    init(file: any JournalFile, end: UInt64? = nil) throws(JournalError) {
        self.file = file
        let size = try file.size()
        self.size = min(size, end ?? size)
    }

    /// Whether nothing but zeros stands from `offset` to the end: where a writer filled ahead and wrote no more.
    mutating func isZero(from offset: UInt64) throws(JournalError) -> Bool {
        var place = offset
        while place < size {
            let chunk = try bytes(at: place, count: Self.window)
            guard !chunk.isEmpty, chunk.withUnsafeBytes({ $0.isZero(0..<$0.count) }) else { return false }
            place += UInt64(chunk.count)
        }
        return true
    }

    /// `count` bytes, or fewer when the file ends before.
    mutating func bytes(at offset: UInt64, count: Int) throws(JournalError) -> ArraySlice<UInt8> {
        guard offset < size else { return [] }
        let wanted = Int(min(UInt64(count), size - offset))
        if offset < base || offset - base > UInt64(buffer.count) || buffer.count - Int(offset - base) < wanted {
            let length = Int(min(UInt64(max(wanted, Self.window)), size - offset))
            buffer = try file.read(at: offset, count: length)
            base = offset
        }
        let start = Int(offset - base)
        return buffer[start..<min(start + wanted, buffer.count)]
    }

    /// The first place at or after `offset` where a frame's header, or something newer that passes for one, stands whole.
    mutating func nextHeader(from offset: UInt64, seed: UInt32) throws(JournalError) -> (UInt64, FrameHeader.Probe)? {
        var place = offset
        while place < size, size - place >= UInt64(FrameHeader.size) {
            let chunk = try bytes(at: place, count: Self.window)
            guard chunk.count >= FrameHeader.size else { return nil }
            let found = chunk.withUnsafeBytes { Self.firstHeader(in: $0, seed: seed) }
            if let (index, probe) = found { return (place + UInt64(index), probe) }
            place += UInt64(chunk.count - FrameHeader.size + 1)
        }
        return nil
    }

    private static func firstHeader(in bytes: UnsafeRawBufferPointer, seed: UInt32) -> (Int, FrameHeader.Probe)? {
        let first = Int32(FrameHeader.magic >> 24)
        let last = bytes.count - FrameHeader.size
        guard let base = bytes.baseAddress else { return nil }
        var index = 0
        while index <= last, let hit = memchr(base + index, first, last - index + 1) {
            index = UnsafeRawPointer(hit) - base
            switch FrameHeader.probe(UnsafeRawBufferPointer(rebasing: bytes[index...]), seed: seed) {
            case .none: index += 1
            case let probe: return (index, probe)
            }
        }
        return nil
    }
}
