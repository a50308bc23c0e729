import CustodyModel
import CustodyProof
import CustodyTesting
import Testing

@testable import CustodyAudit

/// The tree as it is kept against the tree of CustodyProof, which holds every node.
@Suite("The tree in tiles") struct TiledTreeTests {
    private static let size: UInt64 = 1100

    private static func trees(_ size: UInt64) throws -> (tiled: TiledTree, whole: MerkleTree) {
        var (tiled, whole) = (TiledTree(0, in: nil), MerkleTree())
        for number in 0..<size {
            let leaf = Array("leaf \(number)".utf8)
            whole.append(leaf)
            try tiled.append(MerkleHash(leaf: leaf))
        }
        return (tiled, whole)
    }

    @Test("has the root of every size, while it grows and afterwards")
    func roots() throws {
        let (tiled, whole) = try Self.trees(Self.size)
        var growing = TiledTree(0, in: nil)
        #expect(try growing.root().bytes == MerkleTree.emptyRoot)
        for size in 0...Self.size {
            #expect(try tiled.root(at: size)?.bytes == whole.root(at: size))
            if size > 0 {
                try growing.append(MerkleHash(leaf: Array("leaf \(size - 1)".utf8)))
                #expect(try growing.root().bytes == whole.root(at: size))
            }
        }
        #expect(try tiled.root(at: Self.size + 1) == nil)
    }

    @Test("gives the same proofs", arguments: [1, 31, 32, 33, 63, 64, 65, 1023, 1024, 1025, 1100] as [UInt64])
    func proofs(_ size: UInt64) throws {
        let (tiled, whole) = try Self.trees(Self.size)
        for index in 0..<size {
            #expect(
                try tiled.inclusionProof(index: index, size: size)?.map(\.bytes)
                    == whole.inclusionProof(index: index, size: size))
            #expect(
                try tiled.consistencyProof(first: index + 1, second: size)?.map(\.bytes)
                    == whole.consistencyProof(first: index + 1, second: size))
        }
        #expect(try tiled.inclusionProof(index: size, size: size) == nil)
        #expect(try tiled.consistencyProof(first: 0, second: size) == nil)
        #expect(try tiled.consistencyProof(first: 1, second: Self.size + 1) == nil)
    }

    @Test("gives the same proofs of every size in turn when its tiles are rows, and reads one of them once it is warm")
    func rows() throws {
        let rows = CountingRows()
        var (tiled, whole) = (TiledTree(0, in: rows), MerkleTree())
        for number in 0..<UInt64(3000) {
            let leaf = Array("leaf \(number)".utf8)
            whole.append(leaf)
            try tiled.append(MerkleHash(leaf: leaf))
            // A proof of the tree as it is now must not stand for one of the tree as it will be.
            guard number % 97 == 0 else { continue }
            for size in [number + 1, number + 1 - number / 3] {
                let index = number / 2
                #expect(
                    try tiled.inclusionProof(index: index, size: size)?.map(\.bytes)
                        == whole.inclusionProof(index: index, size: size))
            }
        }
        for size in [3000, 2999, 3000, 2048, 1025] as [UInt64] {
            for index in stride(from: 0, to: size, by: 7) {
                #expect(
                    try tiled.inclusionProof(index: index, size: size)?.map(\.bytes)
                        == whole.inclusionProof(index: index, size: size), "\(index) of \(size)")
            }
        }
        let before = rows.reads
        for index in stride(from: 0, to: UInt64(2048), by: 32) { _ = try tiled.inclusionProof(index: index, size: 3000) }
        // Each is in another of the lowest tiles; what is above them was read.
        #expect(rows.reads - before <= 64)
    }

    @Test("a kept tile has every node of the tile, and is 42 hashes")
    func kept() throws {
        var tile = TreeTile()
        for number in 0..<TreeTile.width - 1 { #expect(tile.add(MerkleHash(leaf: Array("\(number)".utf8))) == nil) }
        #expect(throws: RowError.self) { try tile.node(0, TreeTile.width - 1) }
        #expect(throws: RowError.self) { try tile.node(4, 1) }
        let complete = tile.add(MerkleHash(leaf: Array("31".utf8)))
        let root = try #require(complete)
        let kept = try KeptTile(tile)
        for level in 0..<TreeTile.levels {
            for place in 0..<TreeTile.width >> level { #expect(try kept.node(level, place) == tile.node(level, place)) }
        }
        #expect(MerkleHash(try kept.node(4, 0), try kept.node(4, 1)) == root)
        #expect(kept.bytes.count == 42 * 32)
        #expect(try KeptTile(row: kept.encodedRow()) == kept)
        #expect(throws: RowError.self) { try KeptTile(row: Array(kept.bytes.dropLast())) }
    }
}
