/// The roots of the complete subtrees from left to right: enough to compute a root over leaves that pass by once.
package struct MerkleFrontier {
    private var peaks: [(level: Int, hash: [UInt8])] = []

    package init() {}

    package mutating func append(leafHash: [UInt8]) {
        peaks.append((0, leafHash))
        while let right = peaks.last, let left = peaks.dropLast().last, left.level == right.level {
            peaks.removeLast(2)
            peaks.append((left.level + 1, MerkleTree.nodeHash(left.hash, right.hash)))
        }
    }

    package var root: [UInt8] {
        guard let last = peaks.last else { return MerkleTree.emptyRoot }
        return peaks.dropLast().reversed().reduce(last.hash) { MerkleTree.nodeHash($1.hash, $0) }
    }
}
