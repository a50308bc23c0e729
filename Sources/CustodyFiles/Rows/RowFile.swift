import CustodyJournal
import CustodyModel

/// One file of rows: a header that tells it from every other, then rows, each with a checksum that holds at its place only.
///
///     header  magic8 | version4 | number4 | store16 | identity16 | zero12 | crc4
///     row     length4 | table1 | key length1 | zero2 | key | value | crc4
///
/// All big-endian; `length` is that of key and value together. The checksum of a row is seeded with the file's identity and the
/// row's offset, so that no row passes in the place of another.
struct RowFile: Sendable {
    static let headerSize = 64
    static let headSize = 8
    static let overhead = headSize + 4
    private static let magic: [UInt8] = Array("CUSTROWS".utf8)
    private static let version: UInt32 = 1

    /// What never changes of a file, and all it takes to read from it: one reference, since rows are read all the time.
    final class Source: Sendable {
        let number: Int
        let identity: [UInt8]
        let path: String
        /// Nil when the file is only in memory: an opening for reading writes nothing.
        let file: (any JournalFile)?
        fileprivate let seed: UInt32

        fileprivate init(number: Int, identity: [UInt8], path: String, file: (any JournalFile)?) {
            self.number = number
            self.identity = identity
            self.path = path
            self.file = file
            seed = CRC32C.checksum(identity)
        }
    }

    let source: Source
    var number: Int { source.number }
    var identity: [UInt8] { source.identity }
    var path: String { source.path }
    var file: (any JournalFile)? { source.file }

    /// Where the next row goes.
    var end: UInt64
    /// What is not yet written, from ``tailStart`` on.
    var tail: [UInt8] = []
    var tailStart: UInt64
    /// Up to where the file is synced.
    var synced: UInt64 = 0
    /// Bytes of rows that count.
    var live: UInt64 = 0

    init(number: Int, identity: [UInt8], path: String, file: (any JournalFile)?, end: UInt64) {
        source = Source(number: number, identity: identity, path: path, file: file)
        self.end = end
        tailStart = end
    }

    // MARK: Header

    static func header(number: Int, store: Handle, identity: [UInt8]) -> [UInt8] {
        var bytes = magic
        bytes.append(bigEndian: version)
        bytes.append(bigEndian: UInt32(number))
        bytes += store.bytes
        bytes += identity
        bytes += [UInt8](repeating: 0, count: 12)
        bytes.append(bigEndian: CRC32C.checksum(bytes))
        return bytes
    }

    // MARK: Rows

    static func size(of row: Row) -> Int { overhead + row.key.count + row.value.count }

    /// The row's bytes at an offset.
    func encoded(_ row: Row, at offset: UInt64) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Self.size(of: row))
        bytes.append(bigEndian: UInt32(row.key.count + row.value.count))
        bytes += [row.table.rawValue, UInt8(row.key.count), 0, 0]
        bytes += row.key
        bytes += row.value
        bytes.append(bigEndian: source.checksum(bytes[...], at: offset))
        return bytes
    }

    /// How many bytes the row takes that begins with `head`, as it says itself.
    static func claimedSize(_ head: ArraySlice<UInt8>) -> Int {
        overhead + Int(head.prefix(4).reduce(0) { $0 << 8 | UInt32($1) })
    }
}

extension RowFile.Source {
    fileprivate func checksum(_ bytes: ArraySlice<UInt8>, at offset: UInt64) -> UInt32 {
        var checksum = CRC32C(seed: seed)
        checksum.update(bigEndian: offset)
        checksum.update(bytes)
        return checksum.value
    }

    /// The row whose bytes these are, or nil when they are not what was written at the offset.
    func decoded(_ bytes: ArraySlice<UInt8>, at offset: UInt64) -> Row? {
        guard bytes.count >= RowFile.overhead, RowFile.claimedSize(bytes) == bytes.count else { return nil }
        let content = bytes.dropLast(4)
        guard checksum(content, at: offset) == bytes.suffix(4).reduce(0, { $0 << 8 | UInt32($1) }) else { return nil }
        let start = content.startIndex
        let keyEnd = start + RowFile.headSize + Int(content[start + 5])
        guard keyEnd <= content.endIndex else { return nil }
        return Row(
            TableTag(rawValue: content[start + 4]), Array(content[(start + RowFile.headSize)..<keyEnd]),
            Array(content[keyEnd...]))
    }

    func damage(at offset: UInt64) -> CustodyFilesError {
        CustodyFilesError(
            .corrupt, "a row is not as it was written; restore the store from its backup", path: path, offset: offset)
    }
}
