import CustodyProof
import Synchronization

/// What proofs lately took of a tree. None of it ever changes, so that copies of a tree share it.
///
/// Of tiles the lowest level is left out: there are too many of them, and two proofs seldom meet on one.
final class TileCache: Sendable {
    /// About 17 MB, and every tile above the lowest of twelve million leaves.
    private static let limit: UInt64 = 12_288
    private let kept = Mutex(Kept())

    private struct Kept {
        /// Each tile has one place, which it takes from whichever was there.
        var tiles: [UInt64: (key: TiledTree.TileKey, tile: KeptTile)] = [:]
        /// The roots over the leaves from somewhere to the end of a tree, of which none but the edge of the tree is ragged.
        var edge: (size: UInt64, roots: [UInt64: MerkleHash]) = (0, [:])
    }

    private static func place(of key: TiledTree.TileKey) -> UInt64 { (key.number &+ UInt64(key.level) &* 4093) % limit }

    func tile(_ key: TiledTree.TileKey) -> KeptTile? {
        guard key.level > 0, let known = kept.withLock({ $0.tiles[Self.place(of: key)] }), known.key == key else { return nil }
        return known.tile
    }

    func keep(_ tile: KeptTile, for key: TiledTree.TileKey) {
        guard key.level > 0 else { return }
        kept.withLock { $0.tiles[Self.place(of: key)] = (key, tile) }
    }

    /// The root over the leaves from `low` to the end of a tree of that size.
    func edge(from low: UInt64, of size: UInt64) -> MerkleHash? {
        kept.withLock { $0.edge.size == size ? $0.edge.roots[low] : nil }
    }

    func keepEdge(_ root: MerkleHash, from low: UInt64, of size: UInt64) {
        kept.withLock { kept in
            // Proofs mostly are of the newest checkpoint: of one size after another.
            if kept.edge.size != size { kept.edge = (size, [:]) }
            kept.edge.roots[low] = root
        }
    }
}
