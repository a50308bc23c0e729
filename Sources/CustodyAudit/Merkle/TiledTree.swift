import CustodyModel

/// A `MerkleTree` of which only the right edge is resident: 256 hashes side by side make a tile, and a complete tile is a row.
///
/// Tiles stand at every eighth level, as transparency logs publish them; what lies between is computed when it is asked for. An
/// append costs one hash and, once in 256, a row and the tile's own root.
struct TiledTree: Sendable {
    static let width = 256
    private static let tileLevels = 8

    private let log: UInt8
    private var tiles: Table<TileKey, Tile>
    /// The hashes of the incomplete tile at each eighth level.
    private var edge: [[UInt8]] = []
    /// How many leaves there are.
    private(set) var size: UInt64 = 0

    /// A tree without leaves, whose tiles stand in memory when there is no log.
    init(_ log: UInt8, in rows: (any RowLog)?) {
        self.log = log
        tiles = Table(.auditTiles, in: rows)
    }

    /// Which tile.
    struct TileKey: RowKey {
        var log: UInt8
        var level: UInt8
        var number: UInt64

        var rowKey: [UInt8] {
            var key = [log, level]
            key.append(bigEndian: number)
            return key
        }

        init(log: UInt8, level: Int, number: UInt64) {
            (self.log, self.level, self.number) = (log, UInt8(level), number)
        }

        init?(rowKey: [UInt8]) {
            guard rowKey.count == 10 else { return nil }
            (log, level, number) = (rowKey[0], rowKey[1], rowKey[2...].reduce(0) { $0 << 8 | UInt64($1) })
        }
    }

    /// 256 hashes.
    struct Tile: RowValue {
        var hashes: [UInt8]

        init(hashes: [UInt8]) { self.hashes = hashes }

        func encodedRow() throws -> [UInt8] { hashes }

        init(row: [UInt8]) throws {
            guard row.count == width * MerkleTree.hashLength else { throw RowError("a tile has \(width) hashes") }
            hashes = row
        }
    }

    /// Adds a leaf and answers its hash.
    mutating func append(_ leaf: [UInt8]) throws -> [UInt8] {
        let leafHash = MerkleTree.leafHash(leaf)
        var (hash, level) = (leafHash, 0)
        while true {
            if level == edge.count { edge.append([]) }
            edge[level] += hash
            guard edge[level].count == Self.width * MerkleTree.hashLength else { break }
            let number = size >> UInt64(Self.tileLevels * (level + 1))
            try tiles.set(Tile(hashes: edge[level]), for: TileKey(log: log, level: level, number: number))
            hash = MerkleShape.root(ofComplete: edge[level][...])
            edge[level] = []
            level += 1
        }
        size += 1
        return leafHash
    }

    /// The root over all leaves.
    func root() throws -> [UInt8] { try MerkleShape.subtree(0, size, complete) }

    /// The root over the first leaves; nil when there are fewer.
    func root(at size: UInt64) throws -> [UInt8]? {
        size <= self.size ? try MerkleShape.subtree(0, size, complete) : nil
    }

    /// As `MerkleTree.inclusionProof(index:size:)`.
    func inclusionProof(index: UInt64, size: UInt64) throws -> [[UInt8]]? {
        guard index < size, size <= self.size else { return nil }
        return try MerkleShape.inclusionPath(index: index, size: size, complete)
    }

    /// As `MerkleTree.consistencyProof(first:second:)`.
    func consistencyProof(first: UInt64, second: UInt64) throws -> [[UInt8]]? {
        guard first > 0, first <= second, second <= size else { return nil }
        return try MerkleShape.consistencyPath(first: first, second: second, complete)
    }

    /// The hashes of up to 256 leaves from the beginning of a tile on.
    func leafHashes(ofTile number: UInt64) throws -> [[UInt8]] {
        let hashes = try hashes(level: 0, number)
        return stride(from: 0, to: hashes.count, by: MerkleTree.hashLength).map {
            Array(hashes[$0..<$0 + MerkleTree.hashLength])
        }
    }

    private func complete(_ level: Int, _ position: UInt64) throws -> [UInt8] {
        let (tileLevel, height) = (level / Self.tileLevels, level % Self.tileLevels)
        let first = position << UInt64(height)
        let start = Int(first % UInt64(Self.width)) * MerkleTree.hashLength
        let end = start + MerkleTree.hashLength << height
        let hashes = try hashes(level: tileLevel, first / UInt64(Self.width))
        guard end <= hashes.count else { throw RowError("a tile of the tree is shorter than the tree says") }
        return MerkleShape.root(ofComplete: hashes[start..<end])
    }

    private func hashes(level: Int, _ number: UInt64) throws -> [UInt8] {
        let complete = size >> UInt64(Self.tileLevels * (level + 1))
        guard number < complete else { return level < edge.count ? edge[level] : [] }
        guard let tile = try tiles.value(TileKey(log: log, level: level, number: number)) else {
            throw RowError("a tile of the tree is missing")
        }
        return tile.hashes
    }
}

extension TiledTree: VisitableState {
    private struct Edge: Codable {
        var size: UInt64
        var hashes: [Bytes]
    }

    mutating func visit(_ visitor: inout some StateVisitor) throws {
        try tiles.visit(&visitor)
        var small = Edge(size: size, hashes: edge.map { Bytes($0) })
        try visitor.visit(small: &small)
        (size, edge) = (small.size, small.hashes.map(\.array))
    }
}
