import Crypto

/// The hash tree of RFC 6962 section 2.1 over an append-only list of leaves.
///
/// It keeps the hash of every complete subtree, about 64 bytes a leaf, so that an append costs one hash on average and
/// every root and proof of every earlier size costs a few.
public struct MerkleTree: Sendable {
    /// The length of a hash in bytes.
    public static let hashLength = 32

    /// The root of the empty tree.
    public static let emptyRoot: [UInt8] = MerkleHash.empty.bytes

    // One array a level: levels[l] holds the roots of all complete subtrees of 2^l leaves.
    private var levels: [[MerkleHash]] = []

    /// How many leaves there are.
    public private(set) var size: UInt64 = 0

    /// A tree without leaves.
    public init() {}

    /// The hash of a leaf.
    public static func leafHash(_ leaf: some Sequence<UInt8>) -> [UInt8] { MerkleHash(leaf: Array(leaf)).bytes }

    /// The hash of a node with two children.
    public static func nodeHash(_ left: some Sequence<UInt8>, _ right: some Sequence<UInt8>) -> [UInt8] {
        Array(SHA256.hash(data: [1] + Array(left) + Array(right)))
    }

    /// The root over leaves given at once.
    public static func root(of leaves: some Sequence<[UInt8]>) -> [UInt8] {
        var hashes = leaves.map { MerkleHash(leaf: $0) }
        guard !hashes.isEmpty else { return emptyRoot }
        // Level by level; what has no sibling goes up as it is, which is what the split at a power of two comes to.
        while hashes.count > 1 {
            for place in 0..<(hashes.count / 2) { hashes[place] = MerkleHash(hashes[2 * place], hashes[2 * place + 1]) }
            if !hashes.count.isMultiple(of: 2) { hashes[hashes.count / 2] = hashes[hashes.count - 1] }
            hashes.removeLast(hashes.count / 2)
        }
        return hashes[0].bytes
    }

    /// Adds a leaf and answers its hash.
    @discardableResult
    public mutating func append(_ leaf: [UInt8]) -> [UInt8] {
        let hash = MerkleHash(leaf: leaf)
        add(hash)
        return hash.bytes
    }

    private mutating func add(_ leafHash: MerkleHash) {
        var (hash, level, position) = (leafHash, 0, size)
        while true {
            if level == levels.count { levels.append([]) }
            levels[level].append(hash)
            // An odd position completes a pair; an even one waits for its sibling.
            guard position & 1 == 1 else { break }
            hash = MerkleHash(levels[level][levels[level].count - 2], hash)
            (level, position) = (level + 1, position >> 1)
        }
        size += 1
    }

    /// The root over all leaves.
    public var root: [UInt8] { MerkleShape.subtree(0, size, complete).bytes }

    /// The root over the first leaves; nil when there are fewer.
    public func root(at size: UInt64) -> [UInt8]? {
        size <= self.size ? MerkleShape.subtree(0, size, complete).bytes : nil
    }

    /// The hash of one leaf; nil when there is none at the index.
    public func leafHash(at index: UInt64) -> [UInt8]? { index < size ? complete(0, index).bytes : nil }

    /// The path from a leaf to the root over the first `size` leaves (RFC 6962 section 2.1.1); nil when the tree is smaller
    /// or the leaf is not within it.
    public func inclusionProof(index: UInt64, size: UInt64) -> [[UInt8]]? {
        guard index < size, size <= self.size else { return nil }
        return MerkleShape.inclusionPath(index: index, size: size, complete).map(\.bytes)
    }

    /// What shows that the first `second` leaves begin with the first `first` ones (RFC 6962 section 2.1.2); nil when the
    /// tree is smaller, when `first` is larger than `second`, or when it is 0: an empty tree proves nothing.
    public func consistencyProof(first: UInt64, second: UInt64) -> [[UInt8]]? {
        guard first > 0, first <= second, second <= size else { return nil }
        return MerkleShape.consistencyPath(first: first, second: second, complete).map(\.bytes)
    }

    private func complete(_ level: Int, _ position: UInt64) -> MerkleHash { levels[level][Int(position)] }
}
