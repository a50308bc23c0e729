import CustodyModel
import CustodyProof
import Testing

/// Vectors: transparency-dev/merkle testonly/constants.go @417fb0c314750d94e53942e9f92e79b6d35915db, the same data as the
/// certificate-transparency tests.
@Suite struct MerkleTreeTests {
    static let leaves: [[UInt8]] = [
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
    ].compactMap { [UInt8](hex: $0) }

    static let roots = [
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ]

    static func tree(_ size: Int) -> MerkleTree {
        var tree = MerkleTree()
        for number in 0..<size { tree.append(Array("leaf \(number)".utf8)) }
        return tree
    }

    /// The definition of RFC 6962 section 2.1 word for word, to compare with.
    static func naiveRoot(_ leaves: ArraySlice<[UInt8]>) -> [UInt8] {
        guard let first = leaves.first else { return MerkleTree.emptyRoot }
        if leaves.count == 1 { return MerkleTree.leafHash(first) }
        var split = 1
        while split * 2 < leaves.count { split *= 2 }
        return MerkleTree.nodeHash(naiveRoot(leaves.prefix(split)), naiveRoot(leaves.dropFirst(split)))
    }

    @Test("hashes of leaves and nodes are those of RFC 6962")
    func hashes() {
        #expect(
            MerkleTree.leafHash(Array("L123456".utf8)).hex
                == "395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56")
        #expect(
            MerkleTree.nodeHash(Array("N123".utf8), Array("N456".utf8)).hex
                == "aa217fe888e47007fa15edab33c2b492a722cb106c64667fc2b044444de66bbb")
    }

    @Test("roots of every size up to eight are the published ones")
    func publishedRoots() {
        var tree = MerkleTree()
        for (size, leaf) in Self.leaves.enumerated() {
            #expect(tree.root.hex == Self.roots[size])
            tree.append(leaf)
        }
        for (size, root) in Self.roots.enumerated() { #expect(tree.root(at: UInt64(size))?.hex == root) }
        #expect(tree.root(at: 9) == nil)
        #expect(tree.leafHash(at: 7)?.hex == "46f6ffadd3d06a09ff3c5860d2755c8b9819db7df44251788c7d8e3180de8eb1")
    }

    @Test("leaves and inner nodes are the published ones")
    func publishedNodes() throws {
        let levels = [
            [
                "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                "0298d122906dcfc10892cb53a73992fc5b9f493ea4c9badb27b791b4127a7fe7",
                "07506a85fd9dd2f120eb694f86011e5bb4662e5c415a62917033d4a9624487e7",
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
                "4271a26be0d8a84f0bd54c8c302e7cb3a3b5d1fa6780a40bcce2873477dab658",
                "b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f",
                "46f6ffadd3d06a09ff3c5860d2755c8b9819db7df44251788c7d8e3180de8eb1",
            ],
            [
                "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            ],
            [
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
                "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
            ],
            ["5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"],
        ]
        var tree = MerkleTree()
        for leaf in Self.leaves { tree.append(leaf) }
        for index in UInt64(0)..<8 {
            #expect(tree.leafHash(at: index)?.hex == levels[0][Int(index)])
            // The path of a leaf in the complete tree is its sibling at each level.
            let path = try #require(tree.inclusionProof(index: index, size: 8))
            #expect(path.map(\.hex) == (0..<3).map { levels[$0][Int(index >> UInt64($0)) ^ 1] })
        }
    }

    @Test("a published consistency proof is made and accepted")
    func publishedProof() {
        var tree = MerkleTree()
        for leaf in Self.leaves { tree.append(leaf) }
        let expected = [
            "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ]
        #expect(tree.consistencyProof(first: 6, second: 8)?.map(\.hex) == expected)
    }

    @Test("a proof cannot be asked for what the tree does not hold")
    func outside() {
        let tree = Self.tree(3)
        #expect(tree.inclusionProof(index: 3, size: 3) == nil)
        #expect(tree.inclusionProof(index: 0, size: 4) == nil)
        #expect(tree.inclusionProof(index: 0, size: 0) == nil)
        #expect(tree.inclusionProof(index: .max, size: .max) == nil)
        #expect(tree.consistencyProof(first: 0, second: 3) == nil)
        #expect(tree.consistencyProof(first: 3, second: 2) == nil)
        #expect(tree.consistencyProof(first: 1, second: 4) == nil)
        #expect(tree.leafHash(at: .max) == nil)
    }

    @Test("hashes of another length than 32 bytes prove nothing")
    func lengths() {
        // transparency-dev/merkle testdata inclusion/single-entry/empty-root-and-leaf: passes by the letter of the RFC.
        #expect(!MerkleProof.verifyInclusion(index: 0, size: 1, leafHash: [], path: [], root: []))
        #expect(!MerkleProof.verifyConsistency(first: 1, second: 1, firstRoot: [], secondRoot: [], path: []))
        let root = MerkleTree.emptyRoot
        #expect(!MerkleProof.verifyConsistency(first: 0, second: 0, firstRoot: root, secondRoot: root, path: []))
        #expect(!MerkleProof.verifyConsistency(first: 0, second: 1, firstRoot: root, secondRoot: root, path: []))
    }

    @Test("proofs of any numbers end")
    func hostileNumbers() {
        let random = SeededNumbers(seed: 4)
        for _ in 0..<2000 {
            let (a, b) = (random.next() >> (random.next() & 63), random.next() >> (random.next() & 63))
            let path = (0..<Int(random.next() % 70)).map { _ in [UInt8](repeating: 1, count: 32) }
            let hash = [UInt8](repeating: 2, count: 32)
            #expect(!MerkleProof.verifyInclusion(index: a, size: b, leafHash: hash, path: path, root: MerkleTree.emptyRoot))
            #expect(
                !MerkleProof.verifyConsistency(
                    first: a, second: b, firstRoot: hash, secondRoot: MerkleTree.emptyRoot, path: path))
        }
    }

    @Test("A hash asks for no more alignment than the frame of an async function has")
    func alignment() { #expect(MemoryLayout<MerkleHash>.alignment <= 16) }
}
