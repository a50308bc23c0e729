import CustodyJournal
import CustodyModel

/// Reads back what ``SnapshotWriter`` wrote, into states that are empty. Every block is checked before a byte of it is used.
struct SnapshotReader: StateVisitor {
    private let file: any JournalFile
    private let path: String
    private let header: [UInt8]
    private let length: UInt64
    /// Blocks with their checksums as they were read ahead.
    private var ahead: [UInt8] = []
    private var aheadPlace = 0
    private var offset = UInt64(SnapshotFile.headerSize)
    private var block: [UInt8] = []
    private var place = 0
    private var blocks = 0
    private static let blocksAhead = 16

    var isRestoring: Bool { true }

    /// - Throws: ``CustodyFilesError`` with `corrupt` when it is not the snapshot that the checkpoint means.
    init(
        _ file: any JournalFile, path: String, store: Handle, sequence: UInt64, reference: SnapshotFile.Reference
    ) throws {
        self.file = file
        self.path = path
        length = reference.length
        header = SnapshotFile.header(
            store: store, sequence: sequence, identity: reference.identity.array, length: reference.length)
        let found = try file.read(at: 0, count: header.count)
        guard found == header else {
            let offset = zip(found, header).enumerated().first { $1.0 != $1.1 }?.offset ?? found.count
            throw failure("the snapshot's header is not as it was written", at: UInt64(offset))
        }
        let size = try file.size()
        guard size == length else { throw failure("the snapshot has another length than it had", at: min(size, length)) }
    }

    private func failure(_ message: String, at offset: UInt64) -> CustodyFilesError {
        CustodyFilesError(.corrupt, "\(message); restore the store from its backup", path: path, offset: offset)
    }

    /// Where the current block begins.
    private var blockOffset: UInt64 {
        UInt64(SnapshotFile.headerSize + max(0, blocks - 1) * (SnapshotFile.blockSize + 4))
    }

    private func malformed() -> CustodyFilesError { failure("a part of the snapshot is malformed", at: blockOffset) }

    /// Throws when anything is left.
    mutating func finish() throws {
        guard place == block.count, remaining == 0 else { throw malformed() }
    }

    /// Bytes of the file that no block was taken from yet.
    private var remaining: UInt64 { length - offset + UInt64(ahead.count - aheadPlace) }

    private mutating func nextBlock() throws {
        if aheadPlace == ahead.count {
            let count = min(UInt64(Self.blocksAhead * (SnapshotFile.blockSize + 4)), length - offset)
            ahead = try file.read(at: offset, count: Int(count))
            aheadPlace = 0
            offset += UInt64(ahead.count)
        }
        let left = ahead.count - aheadPlace
        let here = SnapshotFile.headerSize + blocks * (SnapshotFile.blockSize + 4)
        guard left > 4 else { throw failure("the snapshot ends too early", at: UInt64(here)) }
        let count = min(SnapshotFile.blockSize, left - 4)
        block = Array(ahead[aheadPlace..<aheadPlace + count])
        let written = ahead[(aheadPlace + count)..<(aheadPlace + count + 4)].reduce(0) { $0 << 8 | UInt32($1) }
        guard written == SnapshotFile.checksum(block, blocks, header: header) else {
            throw failure("a block of the snapshot is not as it was written", at: UInt64(here))
        }
        aheadPlace += count + 4
        place = 0
        blocks += 1
    }

    /// Throws when so many bytes cannot be there: a count is believed only as far as the file goes.
    private func require(_ count: Int) throws {
        guard count >= 0, UInt64(count) <= UInt64(block.count - place) + remaining else { throw malformed() }
    }

    private mutating func fill(_ target: UnsafeMutableRawBufferPointer) throws {
        var filled = 0
        while filled < target.count {
            if place == block.count { try nextBlock() }
            let count = min(target.count - filled, block.count - place)
            block.withUnsafeBytes { source in
                UnsafeMutableRawBufferPointer(rebasing: target[filled..<filled + count]).copyMemory(
                    from: UnsafeRawBufferPointer(rebasing: source[place..<place + count]))
            }
            filled += count
            place += count
        }
    }

    private mutating func bytes(_ count: Int) throws -> [UInt8] {
        try require(count)
        var bytes = [UInt8](repeating: 0, count: count)
        try bytes.withUnsafeMutableBytes { try fill($0) }
        return bytes
    }

    private mutating func words(_ count: Int) throws -> [UInt64] {
        guard count <= Int(clamping: length) else { throw malformed() }
        try require(count * 8)
        var words = [UInt64](repeating: 0, count: count)
        try words.withUnsafeMutableBytes { try fill($0) }
        #if _endian(big)
            for place in words.indices { words[place] = UInt64(littleEndian: words[place]) }
        #endif
        return words
    }

    private mutating func head(_ expected: [UInt8]) throws -> (first: Int, second: Int) {
        let head = try bytes(SnapshotPart.headSize)
        guard head[0] == expected[0], head[1] == expected[1] else { throw malformed() }
        return (number(head[2..<4]), number(head[4...]))
    }

    private mutating func pair() throws -> (first: Int, second: Int) {
        let pair = try bytes(SnapshotPart.headSize)
        return (number(pair[..<4]), number(pair[4...]))
    }

    private func number(_ bytes: ArraySlice<UInt8>) -> Int { Int(clamping: bytes.reduce(0) { $0 << 8 | UInt64($1) }) }

    mutating func visit(_ index: inout RowIndex) throws {
        let (shards, rows) = try head(SnapshotPart.index(index.table, rows: 0, shards: 0))
        for _ in 0..<shards {
            let (number, slots) = try pair()
            guard index.flat.restore(number, try words(slots)) else { throw malformed() }
        }
        guard index.flat.count == rows else { throw malformed() }
    }

    mutating func visit<Element: FlatElement>(_ list: inout OrderedChunks<Element>) throws {
        let (_, chunks) = try head(SnapshotPart.list(wordsEach: Element.wordCount, chunks: 0))
        for _ in 0..<chunks {
            let (count, _) = try pair()
            guard count <= Int(clamping: length) else { throw malformed() }
            let words = try words(count * Element.wordCount)
            let chunk = (0..<count).map { place in
                Element(words: words[place * Element.wordCount..<(place + 1) * Element.wordCount])
            }
            guard list.restore(chunk) else { throw malformed() }
        }
    }

    mutating func visit<Value: Codable>(small value: inout Value) throws {
        let (_, count) = try head(SnapshotPart.small(0))
        let bytes = try bytes(count)
        do { value = try CBOR.decode(Value.self, from: bytes) } catch { throw malformed() }
    }
}
