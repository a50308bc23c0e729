import Crypto

/// The hash tree of RFC 6962 section 2.1 over an append-only list of leaves.
///
/// It keeps the hash of every complete subtree, about 64 bytes a leaf, so that an append costs one hash on average and
/// every root and proof of every earlier size costs a few.
public struct MerkleTree: Sendable {
    /// The length of a hash in bytes.
    public static let hashLength = 32

    /// The root of the empty tree.
    public static let emptyRoot: [UInt8] = Array(SHA256.hash(data: [UInt8]()))

    // One flat array a level: hashes[l] holds the roots of all complete subtrees of 2^l leaves, 32 bytes each.
    private var levels: [[UInt8]] = []

    /// How many leaves there are.
    public private(set) var size: UInt64 = 0

    /// A tree without leaves.
    public init() {}

    /// The hash of a leaf.
    public static func leafHash(_ leaf: some Sequence<UInt8>) -> [UInt8] {
        Array(SHA256.hash(data: [0] + Array(leaf)))
    }

    /// The hash of a leaf. The bytes of most callers are an array, which other modules need not go through a sequence for.
    public static func leafHash(_ leaf: [UInt8]) -> [UInt8] {
        var hash = SHA256()
        hash.update(data: [0])
        hash.update(data: leaf)
        return Array(hash.finalize())
    }

    /// The hash of a node with two children.
    public static func nodeHash(_ left: some Sequence<UInt8>, _ right: some Sequence<UInt8>) -> [UInt8] {
        var hash = SHA256()
        hash.update(data: [1] + Array(left))
        hash.update(data: Array(right))
        return Array(hash.finalize())
    }

    /// The root over leaves given at once.
    public static func root(of leaves: some Sequence<[UInt8]>) -> [UInt8] {
        var tree = MerkleTree()
        for leaf in leaves { tree.append(leaf) }
        return tree.root
    }

    /// Adds a leaf and answers its hash.
    @discardableResult
    public mutating func append(_ leaf: [UInt8]) -> [UInt8] {
        let hash = Self.leafHash(leaf)
        add(hash)
        return hash
    }

    private mutating func add(_ leafHash: [UInt8]) {
        var (hash, level, position) = (leafHash, 0, size)
        while true {
            if level == levels.count { levels.append([]) }
            levels[level] += hash
            // An odd position completes a pair; an even one waits for its sibling.
            guard position & 1 == 1 else { break }
            let left = levels[level].suffix(2 * Self.hashLength).prefix(Self.hashLength)
            hash = Self.nodeHash(left, hash)
            (level, position) = (level + 1, position >> 1)
        }
        size += 1
    }

    /// The root over all leaves.
    public var root: [UInt8] { MerkleShape.subtree(0, size, complete) }

    /// The root over the first leaves; nil when there are fewer.
    public func root(at size: UInt64) -> [UInt8]? {
        size <= self.size ? MerkleShape.subtree(0, size, complete) : nil
    }

    /// The hash of one leaf; nil when there is none at the index.
    public func leafHash(at index: UInt64) -> [UInt8]? { index < size ? complete(0, index) : nil }

    /// The path from a leaf to the root over the first `size` leaves (RFC 6962 section 2.1.1); nil when the tree is smaller
    /// or the leaf is not within it.
    public func inclusionProof(index: UInt64, size: UInt64) -> [[UInt8]]? {
        guard index < size, size <= self.size else { return nil }
        return MerkleShape.inclusionPath(index: index, size: size, complete)
    }

    /// What shows that the first `second` leaves begin with the first `first` ones (RFC 6962 section 2.1.2); nil when the
    /// tree is smaller, when `first` is larger than `second`, or when it is 0: an empty tree proves nothing.
    public func consistencyProof(first: UInt64, second: UInt64) -> [[UInt8]]? {
        guard first > 0, first <= second, second <= size else { return nil }
        return MerkleShape.consistencyPath(first: first, second: second, complete)
    }

    private func complete(_ level: Int, _ position: UInt64) -> [UInt8] {
        let start = Int(position) * Self.hashLength
        return Array(levels[level][start..<start + Self.hashLength])
    }
}
