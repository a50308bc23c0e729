import CustodyJournal
import CustodyModel

/// A file with everything of the stores that stands in no row: indexes, lists and sums, as they were at one commit.
///
///     header  magic8 | version4 | store16 | sequence8 | identity16 | length8 | crc4
///     block   up to 64 KiB of content | crc4
///
/// All big-endian but for the words of indexes and lists, which are little-endian so that they are read as they stand. The
/// checksum of a block is seeded with the header's and the block's number.
enum SnapshotFile {
    static let headerSize = 64
    static let blockSize = 64 << 10
    private static let prefix = "snapshot-"

    /// Each snapshot has a name of its own, also of two of one commit: one whose checkpoint failed may be the one that is named
    /// after all, and must not be written over.
    static func name(_ sequence: UInt64, _ identity: [UInt8]) -> String {
        prefix + JournalPath.padded(sequence) + "-" + identity.prefix(8).hex
    }

    static func isName(_ name: String) -> Bool {
        let parts = name.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, let sequence = UInt64(parts[1]), let identity = [UInt8](hex: parts[2]) else { return false }
        return self.name(sequence, identity) == name
    }

    static func header(store: Handle, sequence: UInt64, identity: [UInt8], length: UInt64) -> [UInt8] {
        var bytes = Array("CUSTSNAP".utf8)
        bytes.append(bigEndian: UInt32(1))
        bytes += store.bytes
        bytes.append(bigEndian: sequence)
        bytes += identity
        bytes.append(bigEndian: length)
        bytes.append(bigEndian: CRC32C.checksum(bytes))
        return bytes
    }

    /// The checksum of one block.
    static func checksum(_ block: [UInt8], _ number: Int, header: [UInt8]) -> UInt32 {
        var place: [UInt8] = []
        place.append(bigEndian: UInt64(number))
        return CRC32C.checksum(block, seed: CRC32C.checksum(place, seed: CRC32C.checksum(header)))
    }

    /// What a checkpoint of the journal carries: which snapshot, and what tells it from any other.
    struct Reference: Codable, Equatable {
        var identity: Bytes
        var length: UInt64

        private enum CodingKeys: String, CodingKey {
            case identity = "i"
            case length = "l"
        }
    }
}
