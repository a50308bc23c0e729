import CustodyModel
import CustodyProof

/// Five levels of a tree side by side: up to 32 hashes and every complete node above them.
struct TreeTile: Sendable {
    static let levels = 5
    static let width = 1 << levels
    /// Where each level begins.
    private static let starts = [0, 32, 48, 56, 60]
    private static let nodeCount = 62

    /// How many hashes there are on the lowest level.
    private(set) var count = 0
    private var nodes: [MerkleHash] = []

    /// Adds a hash; answers the root once the tile is complete.
    mutating func add(_ hash: MerkleHash) -> MerkleHash? {
        if nodes.isEmpty { nodes = Array(repeating: .empty, count: Self.nodeCount) }
        var (node, place) = (hash, count)
        count += 1
        for level in 0..<Self.levels {
            nodes[Self.starts[level] + place] = node
            guard place & 1 == 1 else { return nil }
            node = MerkleHash(nodes[Self.starts[level] + place - 1], node)
            place >>= 1
        }
        return node
    }

    /// The node over the `2^level` hashes from `place * 2^level` on, all of which are there.
    func node(_ level: Int, _ place: Int) throws -> MerkleHash {
        guard (place + 1) << level <= count else { throw RowError("a tile of the tree is shorter than the tree says") }
        return nodes[Self.starts[level] + place]
    }

    /// The bytes of the nodes of a level of a complete tile.
    func withNodes<Result>(_ level: Int, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        nodes[Self.starts[level]..<Self.starts[level] + Self.width >> level].withUnsafeBytes(body)
    }

    /// The hashes on the lowest level.
    var hashes: ArraySlice<MerkleHash> { nodes.prefix(count) }

    mutating func removeAll() { count = 0 }
}

/// A complete tile as it is kept: every second level of it, so that a node costs one hash at most.
struct KeptTile: RowValue, Hashable {
    private static let keptLevels = [0, 2, 4]
    private static let starts = [0, 32, 40]
    private static let hashCount = 42

    let bytes: [UInt8]

    init(_ tile: TreeTile) throws {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Self.hashCount * MerkleHash.length)
        for level in Self.keptLevels {
            for place in 0..<TreeTile.width >> level { bytes.append(try tile.node(level, place)) }
        }
        self.bytes = bytes
    }

    func encodedRow() throws -> [UInt8] { bytes }

    init(row: [UInt8]) throws {
        guard row.count == Self.hashCount * MerkleHash.length else {
            throw RowError("a tile of the tree has \(Self.hashCount) hashes")
        }
        bytes = row
    }

    /// Whether it is the tile as it is kept.
    func holds(_ tile: TreeTile) -> Bool {
        guard tile.count == TreeTile.width else { return false }
        return bytes.withUnsafeBytes { bytes in
            zip(Self.keptLevels, Self.starts).allSatisfy { level, start in
                tile.withNodes(level) { nodes in
                    // Words, and no branch for each of them: whole logs are looked through by this.
                    let start = start * MerkleHash.length
                    var difference: UInt64 = 0
                    for offset in stride(from: 0, to: nodes.count, by: 8) {
                        difference |=
                            nodes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
                            ^ bytes.loadUnaligned(fromByteOffset: start + offset, as: UInt64.self)
                    }
                    return difference == 0
                }
            }
        }
    }

    /// As ``TreeTile/node(_:_:)``.
    func node(_ level: Int, _ place: Int) throws -> MerkleHash {
        guard level & 1 == 0 else { return MerkleHash(try node(level - 1, 2 * place), try node(level - 1, 2 * place + 1)) }
        let start = (Self.starts[level / 2] + place) * MerkleHash.length
        let hash = bytes.withUnsafeBytes { MerkleHash(UnsafeRawBufferPointer(rebasing: $0[start..<start + MerkleHash.length])) }
        guard let hash else { throw RowError("a tile of the tree cannot be read") }
        return hash
    }
}
