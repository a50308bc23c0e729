/// Some of what is remembered about erased identifiers.
public struct SuppressionPage: Hashable, Sendable {
    /// The entries.
    public var suppressions: [Suppression]
    /// Where the next page begins; nil when this one is the last.
    public var next: UInt64?

    /// A page from its parts.
    public init(_ suppressions: [Suppression], next: UInt64?) {
        self.suppressions = suppressions
        self.next = next
    }
}
