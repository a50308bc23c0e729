/// The roots of the complete subtrees from left to right: enough to compute a root over leaves that pass by once.
package struct MerkleFrontier: Sendable {
    private var peaks: [(level: Int, hash: MerkleHash)] = []

    package init() {}

    package mutating func append(_ leafHash: MerkleHash) { append(leafHash, level: 0) }

    /// Takes the root over the next `2^level` leaves, before which are a multiple of as many.
    package mutating func append(_ hash: MerkleHash, level: Int) {
        peaks.append((level, hash))
        while let right = peaks.last, let left = peaks.dropLast().last, left.level == right.level {
            peaks.removeLast(2)
            peaks.append((left.level + 1, MerkleHash(left.hash, right.hash)))
        }
    }

    package var root: MerkleHash {
        guard let last = peaks.last else { return .empty }
        return peaks.dropLast().reversed().reduce(last.hash) { MerkleHash($1.hash, $0) }
    }
}
