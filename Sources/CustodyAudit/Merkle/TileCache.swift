import Synchronization

/// Tiles that were read lately. A complete tile never changes, so that copies of a tree share them.
///
/// The lowest level is left out: there are too many of them, and two proofs seldom meet on one.
final class TileCache: Sendable {
    /// About 3 MB.
    private static let limit = 2048
    private let tiles = Mutex<[TiledTree.TileKey: KeptTile]>([:])

    func tile(_ key: TiledTree.TileKey) -> KeptTile? { key.level == 0 ? nil : tiles.withLock { $0[key] } }

    func keep(_ tile: KeptTile, for key: TiledTree.TileKey) {
        guard key.level > 0 else { return }
        tiles.withLock { tiles in
            if tiles.count >= Self.limit { tiles.removeAll(keepingCapacity: true) }
            tiles[key] = tile
        }
    }
}
