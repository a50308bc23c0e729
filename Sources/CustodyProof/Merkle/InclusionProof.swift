public import CustodyModel

/// What shows that a leaf stands in a log of a given size.
public struct InclusionProof: Hashable, Sendable, Codable {
    /// The leaf's place.
    public var index: UInt64
    /// The size of the log to whose root the path leads.
    public var size: UInt64
    /// The hashes from the leaf up.
    public var path: [Bytes]

    /// A proof from its parts.
    public init(index: UInt64, size: UInt64, path: [Bytes]) {
        self.index = index
        self.size = size
        self.path = path
    }

    /// Whether it shows the leaf under the root.
    public func verifies(leafHash: Bytes, root: Bytes) -> Bool {
        MerkleProof.verifyInclusion(
            index: index, size: size, leafHash: leafHash.array, path: path.map(\.array), root: root.array)
    }
}
