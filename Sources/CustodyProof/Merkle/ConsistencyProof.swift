public import CustodyModel

/// What shows that a log has only grown between two sizes.
public struct ConsistencyProof: Hashable, Sendable, Codable {
    /// The earlier size.
    public var first: UInt64
    /// The later size.
    public var second: UInt64
    /// The hashes, in the order of RFC 9162.
    public var path: [Bytes]

    /// A proof from its parts.
    public init(first: UInt64, second: UInt64, path: [Bytes]) {
        self.first = first
        self.second = second
        self.path = path
    }

    /// Whether it shows that the second root continues the first.
    public func verifies(firstRoot: Bytes, secondRoot: Bytes) -> Bool {
        MerkleProof.verifyConsistency(
            first: first, second: second, firstRoot: firstRoot.array, secondRoot: secondRoot.array, path: path.map(\.array))
    }
}
