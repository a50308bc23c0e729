/// Which segments count, how far they are certified, and what is covered without them. Big-endian:
///
///     magic8 | version u16 | flags u16 | storeID16 | generation u64 | durableSequence u64 | writerEpoch u32
///     | checkpointSequence u64 | payloadLength u32 | segmentCount u32
///     | payload | segmentCount × (number u64 | firstSequence u64 | end u64) | crc4
///
/// The last segment is the one that is written to; its end is 0. A manifest is never altered: the next one has the next
/// generation and takes its place by a rename, and only then does what it no longer names go away.
struct Manifest: Equatable, Sendable {
    struct Segment: Equatable, Sendable {
        let number: UInt64
        let firstSequence: UInt64
        /// Where the last frame that counts ends; nil for the segment that is written to.
        var end: UInt64?
    }

    static let version: UInt16 = 1
    static let magic: [UInt8] = Array("CUSTODYM".utf8)
    private static let fixedSize = 64
    private static let segmentSize = 24
    /// No manifest of ours is larger; what is larger is not read.
    static let maximumSize = 4 << 20

    let storeID: [UInt8]
    var generation: UInt64
    /// Every commit up to it was synced before this manifest was written.
    var durableSequence: UInt64
    /// The highest writer epoch so far; segments that show it may be gone.
    var writerEpoch: UInt32
    var checkpoint: JournalCheckpoint?
    /// In order; never empty.
    var segments: [Segment]

    func encoded() -> [UInt8] {
        let payload = checkpoint?.payload ?? []
        var bytes = Self.magic
        bytes.reserveCapacity(Self.fixedSize + payload.count + segments.count * Self.segmentSize + 4)
        bytes.append(bigEndian: Self.version)
        bytes.append(bigEndian: UInt16(0))
        bytes += storeID
        bytes.append(bigEndian: generation)
        bytes.append(bigEndian: durableSequence)
        bytes.append(bigEndian: writerEpoch)
        bytes.append(bigEndian: checkpoint?.sequence ?? 0)
        bytes.append(bigEndian: UInt32(payload.count))
        bytes.append(bigEndian: UInt32(segments.count))
        bytes += payload
        for segment in segments {
            bytes.append(bigEndian: segment.number)
            bytes.append(bigEndian: segment.firstSequence)
            bytes.append(bigEndian: segment.end ?? 0)
        }
        bytes.append(bigEndian: CRC32C.checksum(bytes))
        return bytes
    }

    /// Reads a manifest; what it accepts is what ``encoded()`` writes, to the byte.
    static func decode(_ bytes: [UInt8], path: String) throws(JournalError) -> Manifest {
        guard bytes.count >= fixedSize + 4 else { throw damaged("the manifest is too short", path, UInt64(bytes.count)) }
        guard bytes.starts(with: magic) else {
            throw JournalError(.notAJournal, "the file does not begin like a journal's manifest", path: path, offset: 0)
        }
        let read: Result<Manifest, JournalError> = bytes.withUnsafeBytes { buffer in
            let end = buffer.count - 4
            var checksum = CRC32C()
            checksum.update(bytes[..<end])
            guard checksum.value == buffer.integer(at: end, as: UInt32.self) else {
                return .failure(damaged("the manifest is damaged", path, 0))
            }
            let (version, flags): (UInt16, UInt16) = (buffer.integer(at: 8), buffer.integer(at: 10))
            guard version <= Self.version, flags == 0 else {
                return .failure(
                    JournalError(
                        .newerFormat,
                        "format \(version), flags \(flags); this library reads up to format \(Self.version): update it",
                        path: path, offset: 8))
            }
            let (payloadLength, count): (UInt32, UInt32) = (buffer.integer(at: 56), buffer.integer(at: 60))
            let segmentsStart = fixedSize + Int(payloadLength)
            guard version > 0, end == segmentsStart + Int(count) * segmentSize else {
                return .failure(damaged("the manifest's lengths do not add up", path, 56))
            }
            let sequence: UInt64 = buffer.integer(at: 48)
            guard sequence > 0 || payloadLength == 0 else {
                return .failure(damaged("the manifest holds impossible values", path, 48))
            }
            let segments = (0..<Int(count)).map { index in
                let place = segmentsStart + index * segmentSize
                let end: UInt64 = buffer.integer(at: place + 16)
                return Segment(
                    number: buffer.integer(at: place), firstSequence: buffer.integer(at: place + 8), end: end == 0 ? nil : end)
            }
            let manifest = Manifest(
                storeID: Array(buffer[12..<28]), generation: buffer.integer(at: 28), durableSequence: buffer.integer(at: 36),
                writerEpoch: buffer.integer(at: 44),
                checkpoint: sequence == 0
                    ? nil : JournalCheckpoint(sequence: sequence, payload: Array(buffer[fixedSize..<segmentsStart])),
                segments: segments)
            guard manifest.isPossible else {
                return .failure(damaged("the manifest holds impossible values", path, UInt64(segmentsStart)))
            }
            return .success(manifest)
        }
        return try read.get()
    }

    private static func damaged(_ reason: String, _ path: String, _ offset: UInt64) -> JournalError {
        JournalError(.corrupt, "\(reason): keep the directory and restore it from a backup", path: path, offset: offset)
    }

    private var isPossible: Bool {
        guard let first = segments.first, let last = segments.last, generation > 0, first.firstSequence > 0,
            first.number > 0, last.end == nil,
            segments.dropLast().allSatisfy({ ($0.end ?? 0) >= UInt64(SegmentHeader.size) }),
            zip(segments, segments.dropFirst())
                .allSatisfy({ $0.number < $1.number && $0.firstSequence <= $1.firstSequence }),
            // Only now is it certain that the last one's sequence is not 0.
            durableSequence >= last.firstSequence - 1,
            // Each of them has a next one.
            max(generation, last.number, durableSequence, last.firstSequence) < .max
        else { return false }
        guard let checkpoint else { return true }
        return checkpoint.sequence <= durableSequence && checkpoint.sequence >= first.firstSequence - 1
            && checkpoint.payload.count <= JournalCheckpoint.maximumPayloadBytes
    }

    /// Takes away the segments of which the checkpoint covers every commit, and answers them. The last one always stays.
    mutating func dropCovered() -> [Segment] {
        guard let checkpoint else { return [] }
        let first = segments.dropFirst().lastIndex { $0.firstSequence - 1 <= checkpoint.sequence } ?? 0
        defer { segments.removeFirst(first) }
        return Array(segments.prefix(first))
    }
}
