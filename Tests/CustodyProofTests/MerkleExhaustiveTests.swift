import CustodyProof
import Foundation
import Testing

/// Every tree up to 256 leaves against the definition, and every proof of them.
///
/// Every bit of every proof, leaf and root is flipped for trees up to 16 leaves, and up to 64 with `CUSTODY_EVERY_BYTE`; up to 256
/// with `CUSTODY_EVERY_BIT` (about five minutes for each of two tests in release). For larger trees one seeded bit of each
/// proof is flipped.
@Suite struct MerkleExhaustiveTests {
    static let limit: UInt64 = 256
    static let everyBitLimit: UInt64 = {
        let environment = ProcessInfo.processInfo.environment
        if environment["CUSTODY_EVERY_BIT"] != nil { return limit }
        return environment["CUSTODY_EVERY_BYTE"] != nil ? 64 : 16
    }()

    static let leaves = (0..<Int(limit)).map { Array("leaf \($0)".utf8) }
    static let tree: MerkleTree = {
        var tree = MerkleTree()
        for leaf in leaves { tree.append(leaf) }
        return tree
    }()

    /// The definitions of RFC 6962 section 2.1 word for word, with what was computed before kept by range.
    final class Reference {
        private var roots: [Range<Int>: [UInt8]] = [:]

        static func split(_ count: Int) -> Int {
            var split = 1
            while split * 2 < count { split *= 2 }
            return split
        }

        /// MTH(D[range])
        func root(_ range: Range<Int>) -> [UInt8] {
            if let known = roots[range] { return known }
            let root: [UInt8]
            switch range.count {
            case 0: root = MerkleTree.emptyRoot
            case 1: root = MerkleTree.leafHash(leaves[range.lowerBound])
            default:
                let middle = range.lowerBound + Self.split(range.count)
                root = MerkleTree.nodeHash(self.root(range.lowerBound..<middle), self.root(middle..<range.upperBound))
            }
            roots[range] = root
            return root
        }

        /// PATH(m, D[range])
        func path(_ index: Int, _ range: Range<Int>) -> [[UInt8]] {
            guard range.count > 1 else { return [] }
            let middle = range.lowerBound + Self.split(range.count)
            return index < middle
                ? path(index, range.lowerBound..<middle) + [root(middle..<range.upperBound)]
                : path(index, middle..<range.upperBound) + [root(range.lowerBound..<middle)]
        }

        /// SUBPROOF(m, D[range], b), where m counts from the beginning of the range.
        func subproof(_ count: Int, _ range: Range<Int>, _ isWhole: Bool) -> [[UInt8]] {
            if count == range.count { return isWhole ? [] : [root(range)] }
            let split = Self.split(range.count)
            let middle = range.lowerBound + split
            return count <= split
                ? subproof(count, range.lowerBound..<middle, isWhole) + [root(middle..<range.upperBound)]
                : subproof(count - split, middle..<range.upperBound, false) + [root(range.lowerBound..<middle)]
        }
    }

    /// Calls with each altered copy of the hashes: every bit, or one.
    static func flips(
        _ hashes: [[UInt8]], every: Bool, _ random: SeededNumbers, _ body: ([[UInt8]]) throws -> Void
    ) rethrows {
        var altered = hashes
        func flip(_ bit: Int) throws {
            altered[bit / 256][bit % 256 / 8] ^= 1 << UInt8(bit % 8)
            try body(altered)
            altered[bit / 256][bit % 256 / 8] ^= 1 << UInt8(bit % 8)
        }
        let count = hashes.count * 256
        if every { for bit in 0..<count { try flip(bit) } } else { try flip(random.below(count)) }
    }

    @Test("roots, inclusion proofs and consistency proofs of every size up to 256 are those of the definition")
    func definition() {
        let reference = Reference()
        for size in 0...Self.limit {
            #expect(Self.tree.root(at: size) == reference.root(0..<Int(size)))
            for index in 0..<size
            where Self.tree.inclusionProof(index: index, size: size) != reference.path(Int(index), 0..<Int(size)) {
                Issue.record("the path of leaf \(index) of \(size) is another")
            }
            for first in 0..<size {
                let expected = reference.subproof(Int(first + 1), 0..<Int(size), true)
                if Self.tree.consistencyProof(first: first + 1, second: size) != expected {
                    Issue.record("the proof from \(first + 1) to \(size) is another")
                }
            }
        }
    }

    @Test("every inclusion proof up to 256 leaves holds, and with a bit flipped for nothing")
    func inclusion() throws {
        let random = SeededNumbers(seed: 11)
        var (held, refused) = (0, 0)
        for size in 1...Self.limit {
            let root = try #require(Self.tree.root(at: size))
            for index in 0..<size {
                let path = try #require(Self.tree.inclusionProof(index: index, size: size))
                let leaf = try #require(Self.tree.leafHash(at: index))
                if MerkleProof.verifyInclusion(index: index, size: size, leafHash: leaf, path: path, root: root) { held += 1 }
                Self.flips(path + [leaf, root], every: size <= Self.everyBitLimit, random) { altered in
                    let isRefused = !MerkleProof.verifyInclusion(
                        index: index, size: size, leafHash: altered[path.count], path: Array(altered.prefix(path.count)),
                        root: altered[path.count + 1])
                    if isRefused { refused += 1 } else { Issue.record("an altered proof of \(index) in \(size) passed") }
                }
            }
        }
        #expect(held == 256 * 257 / 2)
        #expect(refused >= held)
    }

    @Test("every consistency proof up to 256 leaves holds, and with a bit flipped for nothing")
    func consistency() throws {
        let random = SeededNumbers(seed: 12)
        var (held, refused) = (0, 0)
        for second in 1...Self.limit {
            let new = try #require(Self.tree.root(at: second))
            for first in 1...second {
                let old = try #require(Self.tree.root(at: first))
                let path = try #require(Self.tree.consistencyProof(first: first, second: second))
                func holds(_ hashes: [[UInt8]]) -> Bool {
                    MerkleProof.verifyConsistency(
                        first: first, second: second, firstRoot: hashes[path.count], secondRoot: hashes[path.count + 1],
                        path: Array(hashes.prefix(path.count)))
                }
                if holds(path + [old, new]) { held += 1 }
                Self.flips(path + [old, new], every: second <= Self.everyBitLimit, random) { altered in
                    if holds(altered) {
                        Issue.record("an altered proof from \(first) to \(second) passed")
                    } else {
                        refused += 1
                    }
                }
            }
        }
        #expect(held == 256 * 257 / 2)
        #expect(refused >= held)
    }

    @Test("a proof with a hash more or less, or for another place, proves nothing")
    func misplaced() throws {
        let other = [UInt8](repeating: 7, count: 32)
        for size in UInt64(1)...70 {
            let root = try #require(Self.tree.root(at: size))
            for index in 0..<size {
                let path = try #require(Self.tree.inclusionProof(index: index, size: size))
                let leaf = try #require(Self.tree.leafHash(at: index))
                func holds(_ index: UInt64, _ size: UInt64, _ path: [[UInt8]]) -> Bool {
                    MerkleProof.verifyInclusion(index: index, size: size, leafHash: leaf, path: path, root: root)
                }
                #expect(!holds(index, size, path + [other]))
                #expect(path.isEmpty || !holds(index, size, Array(path.dropLast())))
                #expect(!holds(index + size, size, path))
                #expect(size == 1 || !holds(index ^ 1, size, path))
                if index > 0 {
                    let proof = try #require(Self.tree.consistencyProof(first: index, second: size))
                    let old = try #require(Self.tree.root(at: index))
                    func continues(_ path: [[UInt8]]) -> Bool {
                        MerkleProof.verifyConsistency(first: index, second: size, firstRoot: old, secondRoot: root, path: path)
                    }
                    #expect(!continues(proof + [other]))
                    #expect(proof.isEmpty || !continues(Array(proof.dropLast())))
                }
            }
        }
    }
}
