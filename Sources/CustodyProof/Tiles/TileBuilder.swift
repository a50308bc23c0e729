public import CustodyModel

/// Makes the tiles of a log from entries that pass by once, so that memory does not grow with the log.
public struct TileBuilder: Sendable {
    /// How many entries there were.
    public private(set) var size: UInt64 = 0
    private var entries: [[UInt8]] = []
    /// Of how many entries of the incomplete bundle only the hash was given.
    private var pruned = 0
    private var levels: [Level] = []
    private var frontier = MerkleFrontier()

    /// The incomplete tile of a level.
    private struct Level: Sendable {
        var hashes: [UInt8] = []
        var frontier = MerkleFrontier()
    }

    /// No entries yet.
    public init() {}

    /// The root over the entries so far.
    public var root: [UInt8] { frontier.root.bytes }

    /// Takes an entry and answers the files that are complete with it.
    ///
    /// - Throws: ``AuditError`` `.malformed` when the entry is too long for the format, or stands in one bundle with pruned ones.
    public mutating func append(_ entry: [UInt8]) throws(AuditError) -> [TileFile] {
        guard pruned == 0 else {
            throw AuditError(.malformed, "a log is pruned in whole bundles of \(TilePath.width) entries")
        }
        entries.append(entry)
        var files: [TileFile] = []
        if entries.count == TilePath.width {
            files += try file(nil, size / UInt64(TilePath.width), TilePath.width, EntryBundle.encode(entries))
            entries = []
        }
        return files + add(MerkleHash(leaf: entry))
    }

    /// Takes the hash of an entry that was pruned, and answers the tiles that are complete with it. A bundle with such an entry is
    /// not published.
    ///
    /// - Throws: ``AuditError`` `.malformed` when the hash has not 32 bytes, or entries of the same bundle were given.
    public mutating func append(prunedWith leafHash: Bytes) throws(AuditError) -> [TileFile] {
        guard entries.isEmpty, let hash = MerkleHash(leafHash.array) else {
            throw AuditError(.malformed, "a log is pruned in whole bundles of \(TilePath.width) entries, whose hashes stay")
        }
        pruned = (pruned + 1) % TilePath.width
        return add(hash)
    }

    private mutating func add(_ leafHash: MerkleHash) -> [TileFile] {
        frontier.append(leafHash)
        var (hash, level, position, files) = (leafHash, 0, size, [TileFile]())
        while true {
            if level == levels.count { levels.append(Level()) }
            levels[level].hashes.append(hash)
            levels[level].frontier.append(hash)
            guard levels[level].hashes.count == TilePath.width * MerkleTree.hashLength else { break }
            position /= UInt64(TilePath.width)
            files += file(level, position, TilePath.width, levels[level].hashes)
            hash = levels[level].frontier.root
            levels[level] = Level()
            level += 1
        }
        size += 1
        return files
    }

    /// The files that are not complete, as the log ends here.
    ///
    /// - Throws: ``AuditError`` `.malformed` when an entry is too long for the format.
    public func partials() throws(AuditError) -> [TileFile] {
        var files = try file(nil, size / UInt64(TilePath.width), entries.count, EntryBundle.encode(entries))
        var above = size / UInt64(TilePath.width)
        for (level, tile) in levels.enumerated() {
            files += file(level, above, tile.hashes.count / MerkleTree.hashLength, tile.hashes)
            above /= UInt64(TilePath.width)
        }
        return files
    }

    /// A tile that has something in it; there are no others.
    private func file(_ level: Int?, _ number: UInt64, _ width: Int, _ bytes: [UInt8]) -> [TileFile] {
        TilePath(level: level, number: number, width: width).map { [TileFile(path: $0, bytes: bytes)] } ?? []
    }
}
