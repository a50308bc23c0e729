import CustodyJournal
import CustodyModel

/// Gathers the parts of the stores and writes them in blocks.
struct SnapshotWriter: StateVisitor {
    private let file: any JournalFile
    private let header: [UInt8]
    private var block: [UInt8] = []
    private var blocks = 0
    /// Whole blocks with their checksums, not yet written.
    private var pending: [UInt8] = []
    private var offset = UInt64(SnapshotFile.headerSize)
    private static let pendingBytes = 1 << 20

    var isRestoring: Bool { false }

    /// - Parameter header: with the length of the content, which ``SnapshotSize`` counted before.
    init(_ file: any JournalFile, header: [UInt8]) throws {
        self.file = file
        self.header = header
        try file.write(header, at: 0)
    }

    /// Writes what is left.
    mutating func finish() throws {
        try seal()
        try file.write(pending, at: offset)
        pending = []
    }

    private mutating func seal() throws {
        guard !block.isEmpty else { return }
        pending += block
        pending.append(bigEndian: SnapshotFile.checksum(block, blocks, header: header))
        blocks += 1
        block.removeAll(keepingCapacity: true)
        guard pending.count >= Self.pendingBytes else { return }
        try file.write(pending, at: offset)
        offset += UInt64(pending.count)
        pending.removeAll(keepingCapacity: true)
    }

    mutating func put(_ bytes: [UInt8]) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let part = rest.prefix(SnapshotFile.blockSize - block.count)
            block += part
            rest = rest.dropFirst(part.count)
            if block.count == SnapshotFile.blockSize { try seal() }
        }
    }

    mutating func put(_ words: [UInt64]) throws {
        var (place, left) = (0, words.count)
        while left > 0 {
            // A block holds whole words or the part of one; what does not fit goes byte by byte.
            let room = (SnapshotFile.blockSize - block.count) / 8
            guard room > 0 else {
                var bytes: [UInt8] = []
                withUnsafeBytes(of: words[place].littleEndian) { bytes += $0 }
                try put(bytes)
                (place, left) = (place + 1, left - 1)
                continue
            }
            let part = words[place..<place + min(room, left)].map { $0.littleEndian }
            part.withUnsafeBytes { block.append(contentsOf: $0) }
            (place, left) = (place + part.count, left - part.count)
            if block.count == SnapshotFile.blockSize { try seal() }
        }
    }

    mutating func visit(_ index: inout RowIndex) throws {
        let shards = index.flat.filledShards
        try put(SnapshotPart.index(index.table, rows: index.flat.count, shards: shards.count))
        for (number, slots) in shards {
            try put(SnapshotPart.pair(number, slots.count))
            try put(slots)
        }
    }

    mutating func visit<Element: FlatElement>(_ list: inout OrderedChunks<Element>) throws {
        let chunks = list.savedChunks
        try put(SnapshotPart.list(wordsEach: Element.wordCount, chunks: chunks.count))
        for chunk in chunks {
            try put(SnapshotPart.pair(chunk.count, 0))
            try put(Element.words(of: chunk))
        }
    }

    mutating func visit<Value: Codable>(small value: inout Value) throws {
        let bytes = try CBOR.encode(value)
        try put(SnapshotPart.small(bytes.count))
        try put(bytes)
    }
}

/// The heads of the parts of a snapshot, twelve bytes each.
enum SnapshotPart {
    static let headSize = 12

    private static func head(_ kind: UInt8, _ detail: UInt8, _ first: Int, _ second: Int) -> [UInt8] {
        var bytes = [kind, detail]
        bytes.append(bigEndian: UInt16(truncatingIfNeeded: first))
        bytes.append(bigEndian: UInt64(second))
        return bytes
    }

    /// Then the shards.
    static func index(_ table: TableTag, rows: Int, shards: Int) -> [UInt8] { head(1, table.rawValue, shards, rows) }
    /// Then the chunks.
    static func list(wordsEach: Int, chunks: Int) -> [UInt8] { head(2, UInt8(wordsEach), 0, chunks) }
    /// Then so many bytes.
    static func small(_ count: Int) -> [UInt8] { head(3, 0, 0, count) }
    /// A shard with its number and the count of its slots, or a chunk with the count of its elements.
    static func pair(_ first: Int, _ second: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(bigEndian: UInt32(first))
        bytes.append(bigEndian: UInt64(second))
        return bytes
    }
}
