public import CustodyModel

/// How much of some masked categories stays visible.
public struct MaskRule: Hashable, Sendable {
    /// The categories.
    public var categories: CategoryMask
    /// How many characters at the end stay.
    public var keepLast: Int

    /// A rule from its parts.
    public init(_ categories: CategoryMask, keepLast: Int) {
        self.categories = categories
        self.keepLast = keepLast
    }
}
