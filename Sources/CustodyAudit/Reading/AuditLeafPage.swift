public import CustodyModel

/// Some leaves of a log, one behind another.
public struct AuditLeafPage: Hashable, Sendable {
    /// The index of the first of them.
    public var first: UInt64
    /// The leaves to the byte; none behind the newest.
    public var leaves: [Bytes]

    /// A page from its parts.
    public init(first: UInt64, leaves: [Bytes]) { (self.first, self.leaves) = (first, leaves) }

    /// Where the next page begins.
    public var next: UInt64 { first + UInt64(leaves.count) }
}
