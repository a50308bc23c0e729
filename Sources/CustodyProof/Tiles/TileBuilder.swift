/// Makes the tiles of a log from entries that pass by once, so that memory does not grow with the log.
public struct TileBuilder: Sendable {
    /// How many entries there were.
    public private(set) var size: UInt64 = 0
    private var entries: [[UInt8]] = []
    /// The hashes of the incomplete tile at each level.
    private var levels: [[UInt8]] = []
    private var frontier = MerkleFrontier()

    /// No entries yet.
    public init() {}

    /// The root over the entries so far.
    public var root: [UInt8] { frontier.root }

    /// Takes an entry and answers the files that are complete with it.
    ///
    /// - Throws: ``AuditError`` `.malformed` when the entry is too long for the format.
    public mutating func append(_ entry: [UInt8]) throws(AuditError) -> [TileFile] {
        entries.append(entry)
        var files: [TileFile] = []
        if entries.count == TilePath.width {
            files += try file(nil, size / UInt64(TilePath.width), TilePath.width, EntryBundle.encode(entries))
            entries = []
        }
        var hash = MerkleTree.leafHash(entry)
        frontier.append(leafHash: hash)
        var (level, position) = (0, size)
        while true {
            if level == levels.count { levels.append([]) }
            levels[level] += hash
            guard levels[level].count == TilePath.width * MerkleTree.hashLength else { break }
            position /= UInt64(TilePath.width)
            files += file(level, position, TilePath.width, levels[level])
            hash = MerkleShape.root(ofComplete: levels[level][...])
            levels[level] = []
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
        for (level, hashes) in levels.enumerated() {
            files += file(level, above, hashes.count / MerkleTree.hashLength, hashes)
            above /= UInt64(TilePath.width)
        }
        return files
    }

    /// A tile that has something in it; there are no others.
    private func file(_ level: Int?, _ number: UInt64, _ width: Int, _ bytes: [UInt8]) -> [TileFile] {
        TilePath(level: level, number: number, width: width).map { [TileFile(path: $0, bytes: bytes)] } ?? []
    }
}
