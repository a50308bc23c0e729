/// The first 128 bytes of a segment, big-endian:
///
///     magic8 | version u16 | flags u16 | storeID16 | number u64 | firstSequence u64 | salt32 | zeros | crc4
///
/// Magic, version and the checksum at the end stay where they are in every version, so that an older library can tell a
/// newer file from a damaged one.
struct SegmentHeader: Equatable, Sendable {
    static let size = 128
    static let version: UInt16 = 1
    static let storeIDSize = 16
    static let saltSize = 32
    static let magic: [UInt8] = Array("CUSTODYJ".utf8)
    private static let zeros = 76..<124
    private static let checksumOffset = 124

    let storeID: [UInt8]
    let number: UInt64
    let firstSequence: UInt64
    let salt: [UInt8]

    /// What the checksums of this segment's frames start from. Frames of another segment do not pass as this one's.
    var seed: UInt32 { CRC32C.checksum(salt) }

    func encoded() -> [UInt8] {
        var bytes = Self.magic
        bytes.reserveCapacity(Self.size)
        bytes.append(bigEndian: Self.version)
        bytes.append(bigEndian: UInt16(0))
        bytes += storeID
        bytes.append(bigEndian: number)
        bytes.append(bigEndian: firstSequence)
        bytes += salt
        bytes += [UInt8](repeating: 0, count: Self.zeros.count)
        bytes.append(bigEndian: CRC32C.checksum(bytes))
        return bytes
    }

    static func decode(_ bytes: [UInt8], path: String) throws(JournalError) -> SegmentHeader {
        guard bytes.count >= size else {
            throw JournalError(
                .corrupt, "the segment ends within its header; it is created whole, so bytes were lost: restore it",
                path: path, offset: UInt64(bytes.count))
        }
        guard bytes.starts(with: magic) else {
            throw JournalError(.notAJournal, "the file does not begin like a journal segment", path: path, offset: 0)
        }
        let read: Result<SegmentHeader, JournalError> = bytes.withUnsafeBytes { buffer in
            let expected: UInt32 = buffer.integer(at: checksumOffset)
            guard CRC32C.checksum(Array(buffer[..<checksumOffset])) == expected else {
                return .failure(
                    JournalError(.corrupt, "the segment's header is damaged: restore it", path: path, offset: 0))
            }
            let version: UInt16 = buffer.integer(at: 8)
            let flags: UInt16 = buffer.integer(at: 10)
            guard version <= Self.version, flags == 0 else {
                return .failure(
                    JournalError(
                        .newerFormat,
                        "format \(version), flags \(flags); this library reads up to format \(Self.version): update it",
                        path: path, offset: 8))
            }
            let header = SegmentHeader(
                storeID: Array(buffer[12..<28]), number: buffer.integer(at: 28), firstSequence: buffer.integer(at: 36),
                salt: Array(buffer[44..<76]))
            guard version > 0, header.firstSequence > 0, header.number > 0, buffer.isZero(zeros) else {
                return .failure(
                    JournalError(.corrupt, "the segment's header holds impossible values", path: path, offset: 8))
            }
            return .success(header)
        }
        return try read.get()
    }
}
