/// The checks of RFC 9162 sections 2.1.3.2 and 2.1.4.2, for anyone who holds a proof and need not hold the log.
///
/// Beyond the letter of the RFC every hash must have 32 bytes: otherwise an empty leaf under an empty root would pass.
public enum MerkleProof {
    /// Whether the path leads from the leaf to the root of a tree of that size.
    public static func verifyInclusion(
        index: UInt64, size: UInt64, leafHash: [UInt8], path: [[UInt8]], root: [UInt8]
    ) -> Bool {
        guard index < size, var hash = MerkleHash(leafHash), let root = MerkleHash(root), let steps = hashes(path) else {
            return false
        }
        var (place, last) = (index, size - 1)
        for step in steps {
            guard last != 0 else { return false }
            if place & 1 == 1 || place == last {
                hash = MerkleHash(step, hash)
                skipPromoted(&place, &last)
            } else {
                hash = MerkleHash(hash, step)
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
        guard first > 0, first <= second, let firstRoot = MerkleHash(firstRoot), let secondRoot = MerkleHash(secondRoot),
            var steps = hashes(path)
        else { return false }
        if first == second { return path.isEmpty && firstRoot == secondRoot }
        guard !path.isEmpty else { return false }
        // The proof leaves out the first root where it is a node of the second tree.
        if first & (first - 1) == 0 { steps.insert(firstRoot, at: 0) }
        var (place, last) = (first - 1, second - 1)
        while place & 1 == 1 { (place, last) = (place >> 1, last >> 1) }
        var (old, new) = (steps[0], steps[0])
        for step in steps.dropFirst() {
            guard last != 0 else { return false }
            if place & 1 == 1 || place == last {
                old = MerkleHash(step, old)
                new = MerkleHash(step, new)
                skipPromoted(&place, &last)
            } else {
                new = MerkleHash(new, step)
            }
            (place, last) = (place >> 1, last >> 1)
        }
        return last == 0 && old == firstRoot && new == secondRoot
    }

    /// The hashes; nil when one has another length than 32 bytes.
    private static func hashes(_ path: [[UInt8]]) -> [MerkleHash]? {
        let hashes = path.compactMap { MerkleHash($0) }
        return hashes.count == path.count ? hashes : nil
    }

    /// A last node without a sibling is promoted, so levels are passed at which no step is due.
    private static func skipPromoted(_ place: inout UInt64, _ last: inout UInt64) {
        guard place & 1 == 0 else { return }
        repeat { (place, last) = (place >> 1, last >> 1) } while place & 1 == 0 && place != 0
    }
}
