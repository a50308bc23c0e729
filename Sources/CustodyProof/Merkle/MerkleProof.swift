/// The checks of RFC 9162 sections 2.1.3.2 and 2.1.4.2, for anyone who holds a proof and need not hold the log.
///
/// Beyond the letter of the RFC every hash must have 32 bytes: otherwise an empty leaf under an empty root would pass.
public enum MerkleProof {
    /// Whether the path leads from the leaf to the root of a tree of that size.
    public static func verifyInclusion(
        index: UInt64, size: UInt64, leafHash: [UInt8], path: [[UInt8]], root: [UInt8]
    ) -> Bool {
        guard index < size, isWellFormed(path + [leafHash, root]) else { return false }
        var (place, last, hash) = (index, size - 1, leafHash)
        for step in path {
            guard last != 0 else { return false }
            if place & 1 == 1 || place == last {
                hash = MerkleTree.nodeHash(step, hash)
                skipPromoted(&place, &last)
            } else {
                hash = MerkleTree.nodeHash(hash, step)
            }
            (place, last) = (place >> 1, last >> 1)
        }
        return last == 0 && hash == root
    }

    /// Whether the tree of the second root begins with the tree of the first. An empty first tree is refused: it proves
    /// nothing.
    public static func verifyConsistency(
        first: UInt64, second: UInt64, firstRoot: [UInt8], secondRoot: [UInt8], path: [[UInt8]]
    ) -> Bool {
        guard first > 0, first <= second, isWellFormed(path + [firstRoot, secondRoot]) else { return false }
        if first == second { return path.isEmpty && firstRoot == secondRoot }
        guard !path.isEmpty else { return false }
        // The proof leaves out the first root where it is a node of the second tree.
        let steps = first & (first - 1) == 0 ? [firstRoot] + path : path
        var (place, last) = (first - 1, second - 1)
        while place & 1 == 1 { (place, last) = (place >> 1, last >> 1) }
        var (old, new) = (steps[0], steps[0])
        for step in steps.dropFirst() {
            guard last != 0 else { return false }
            if place & 1 == 1 || place == last {
                old = MerkleTree.nodeHash(step, old)
                new = MerkleTree.nodeHash(step, new)
                skipPromoted(&place, &last)
            } else {
                new = MerkleTree.nodeHash(new, step)
            }
            (place, last) = (place >> 1, last >> 1)
        }
        return last == 0 && old == firstRoot && new == secondRoot
    }

    private static func isWellFormed(_ hashes: [[UInt8]]) -> Bool { hashes.allSatisfy { $0.count == MerkleTree.hashLength } }

    /// A last node without a sibling is promoted, so levels are passed at which no step is due.
    private static func skipPromoted(_ place: inout UInt64, _ last: inout UInt64) {
        guard place & 1 == 0 else { return }
        repeat { (place, last) = (place >> 1, last >> 1) } while place & 1 == 0 && place != 0
    }
}
