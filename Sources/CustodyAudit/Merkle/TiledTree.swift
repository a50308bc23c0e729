import CustodyModel
import CustodyProof

/// A `MerkleTree` of which only the right edge is resident: 32 hashes side by side with the nodes above them make a tile, and a
/// complete tile is a row.
///
/// An append costs two hashes and, once in 32, a row. A proof reads a row for each five levels, of which all but the lowest are
/// mostly at hand.
struct TiledTree: Sendable {
    private let log: UInt8
    private var tiles: Table<TileKey, KeptTile>
    /// The incomplete tile at each fifth level.
    private var edge: [TreeTile] = []
    private let cache: TileCache?
    /// How many leaves there are.
    private(set) var size: UInt64 = 0

    /// A tree without leaves, whose tiles stand in memory when there is no log.
    init(_ log: UInt8, in rows: (any RowLog)?) {
        self.log = log
        tiles = Table(.auditTiles, in: rows)
        cache = rows.map { _ in TileCache() }
    }

    /// See `Table.read(through:)`.
    mutating func read(through rows: any RowLog) { tiles.read(through: rows) }

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

    /// Adds the hash of a leaf.
    mutating func append(_ leafHash: MerkleHash) throws {
        var (hash, level) = (leafHash, 0)
        while true {
            if level == edge.count { edge.append(TreeTile()) }
            guard let root = edge[level].add(hash) else { break }
            let number = size >> UInt64(TreeTile.levels * (level + 1))
            try tiles.set(KeptTile(edge[level]), for: TileKey(log: log, level: level, number: number))
            edge[level].removeAll()
            hash = root
            level += 1
        }
        size += 1
    }

    /// The root over all leaves.
    func root() throws -> MerkleHash { try walk { complete in try MerkleShape.subtree(0, size, complete) } }

    /// The root over the first leaves; nil when there are fewer.
    func root(at size: UInt64) throws -> MerkleHash? {
        size <= self.size ? try walk { complete in try MerkleShape.subtree(0, size, complete) } : nil
    }

    /// As `MerkleTree.inclusionProof(index:size:)`.
    func inclusionProof(index: UInt64, size: UInt64) throws -> [MerkleHash]? {
        guard index < size, size <= self.size else { return nil }
        return try walk { complete in
            try MerkleShape.inclusionPath(index: index, size: size) { try subtree($0, $1, complete) }
        }
    }

    /// The root over the leaves of a subtree: one that is not full takes many hashes, and is in every proof of its size.
    private func subtree(
        _ low: UInt64, _ high: UInt64, _ complete: (Int, UInt64) throws -> MerkleHash
    ) throws -> MerkleHash {
        let count = high - low
        guard let cache, count & (count - 1) != 0 else { return try MerkleShape.subtree(low, high, complete) }
        if let known = cache.edge(from: low, of: high) { return known }
        let root = try MerkleShape.subtree(low, high, complete)
        cache.keepEdge(root, from: low, of: high)
        return root
    }

    /// As `MerkleTree.consistencyProof(first:second:)`.
    func consistencyProof(first: UInt64, second: UInt64) throws -> [MerkleHash]? {
        guard first > 0, first <= second, second <= size else { return nil }
        return try walk { complete in try MerkleShape.consistencyPath(first: first, second: second, complete) }
    }

    /// The hash of a leaf that is there.
    func leafHash(at index: UInt64) throws -> MerkleHash { try walk { complete in try complete(0, index) } }

    /// A complete tile as it is kept; nil when it is not there, although it should be.
    func tile(_ level: Int, _ number: UInt64) throws -> KeptTile? {
        try tiles.value(TileKey(log: log, level: level, number: number))
    }

    /// The hashes of the leaves of one tile, complete or not.
    func hashes(of tile: Range<UInt64>) throws -> [MerkleHash] {
        try walk { complete in try tile.map { try complete(0, $0) } }
    }

    /// Tiles that one walk has met: a path takes several nodes of one.
    private typealias Met = [(key: TileKey, tile: KeptTile)]
    /// More than a path goes through.
    private static let levelsMet = 8

    private func walk<Result>(_ body: ((Int, UInt64) throws -> MerkleHash) throws -> Result) throws -> Result {
        var met: Met = []
        met.reserveCapacity(Self.levelsMet)
        return try body { try complete($0, $1, &met) }
    }

    private func complete(_ level: Int, _ position: UInt64, _ met: inout Met) throws -> MerkleHash {
        let (tileLevel, height) = (level / TreeTile.levels, level % TreeTile.levels)
        let above = UInt64(TreeTile.levels - height)
        let (number, place) = (position >> above, Int(position & (1 << above - 1)))
        guard number < size >> UInt64(TreeTile.levels * (tileLevel + 1)) else {
            guard tileLevel < edge.count else { throw RowError("the tree is smaller than it says") }
            return try edge[tileLevel].node(height, place)
        }
        let key = TileKey(log: log, level: tileLevel, number: number)
        if let known = met.last(where: { $0.key == key })?.tile { return try known.node(height, place) }
        let tile = try cache?.tile(key) ?? read(key)
        met.append((key, tile))
        return try tile.node(height, place)
    }

    private func read(_ key: TileKey) throws -> KeptTile {
        guard let tile = try tiles.value(key) else { throw RowError("a tile of the tree is missing") }
        cache?.keep(tile, for: key)
        return tile
    }
}

extension TiledTree: VisitableState {
    private struct Edge: Codable {
        var size: UInt64
        var hashes: [Bytes]
    }

    mutating func visit(_ visitor: inout some StateVisitor) throws {
        try tiles.visit(&visitor)
        var small = Edge(size: size, hashes: edge.map { $0.hashes.reduce(into: Bytes([])) { $0.array.append($1) } })
        try visitor.visit(small: &small)
        guard visitor.isRestoring else { return }
        size = small.size
        edge = try small.hashes.map { bytes in
            var tile = TreeTile()
            for start in stride(from: 0, to: bytes.count, by: MerkleHash.length) {
                let end = min(start + MerkleHash.length, bytes.count)
                guard let hash = MerkleHash(bytes.array[start..<end]), tile.add(hash) == nil else {
                    throw RowError("the edge of the tree cannot be read")
                }
            }
            return tile
        }
    }
}
