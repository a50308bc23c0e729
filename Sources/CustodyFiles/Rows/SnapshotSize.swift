import CustodyModel

/// Counts the bytes that ``SnapshotWriter`` will write of the same parts.
struct SnapshotSize: StateVisitor {
    private(set) var content = 0
    var isRestoring: Bool { false }

    /// Of the whole file.
    var file: UInt64 {
        let blocks = (content + SnapshotFile.blockSize - 1) / SnapshotFile.blockSize
        return UInt64(SnapshotFile.headerSize + content + 4 * blocks)
    }

    mutating func visit(_ index: inout RowIndex) throws {
        content += SnapshotPart.headSize
        for (_, slots) in index.flat.filledShards { content += SnapshotPart.headSize + slots.count * 8 }
    }

    mutating func visit<Element: FlatElement>(_ list: inout OrderedChunks<Element>) throws {
        content += SnapshotPart.headSize * (1 + list.savedChunks.count) + list.count * Element.wordCount * 8
    }

    mutating func visit<Value: Codable>(small value: inout Value) throws {
        content += SnapshotPart.headSize + (try CBOR.encode(value).count)
    }
}
