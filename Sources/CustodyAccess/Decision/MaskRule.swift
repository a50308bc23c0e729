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

extension [MaskRule] {
    /// Adds a rule so that each category keeps the most that any rule leaves it. The list is by `keepLast`, greatest first,
    /// and no category stands twice: two ways to the same permissions give equal lists.
    mutating func add(_ categories: CategoryMask, keepLast: Int) {
        var rest = categories
        for rule in self where rule.keepLast >= keepLast { rest = rest.subtracting(rule.categories) }
        guard !rest.isEmpty else { return }
        for place in indices where self[place].keepLast < keepLast {
            self[place].categories = self[place].categories.subtracting(rest)
        }
        if let place = firstIndex(where: { $0.keepLast == keepLast }) {
            self[place].categories = self[place].categories.union(rest)
        } else {
            insert(MaskRule(rest, keepLast: keepLast), at: firstIndex { $0.keepLast < keepLast } ?? endIndex)
        }
        removeAll(where: \.categories.isEmpty)
    }
}
