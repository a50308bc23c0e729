/// A set of up to 256 data categories, by the place that a compiled policy gives each.
public struct CategoryMask: Hashable, Sendable {
    /// 256 bits; place `n` is bit `n % 64` of word `n / 64`.
    public var words: SIMD4<UInt64>

    /// How many places there are.
    public static let capacity = 256
    /// No category.
    public static let none = CategoryMask(words: .zero)

    /// A set from its words.
    public init(words: SIMD4<UInt64>) { self.words = words }

    /// The set of the places; places beyond the capacity are ignored.
    public init(_ places: some Sequence<Int>) {
        words = .zero
        for place in places { insert(place) }
    }

    /// Whether no place is set.
    public var isEmpty: Bool { words == .zero }

    /// Adds a place; one beyond the capacity is ignored.
    public mutating func insert(_ place: Int) {
        guard (0..<Self.capacity).contains(place) else { return }
        words[place / 64] |= 1 << UInt64(place % 64)
    }

    /// Whether the place is in the set.
    public func contains(_ place: Int) -> Bool {
        (0..<Self.capacity).contains(place) && words[place / 64] & (1 << UInt64(place % 64)) != 0
    }

    /// Whether every place of `other` is in the set.
    public func isSuperset(of other: CategoryMask) -> Bool { words & other.words == other.words }

    /// The places of either.
    public func union(_ other: CategoryMask) -> CategoryMask { CategoryMask(words: words | other.words) }
    /// The places of both.
    public func intersection(_ other: CategoryMask) -> CategoryMask { CategoryMask(words: words & other.words) }
    /// The places that `other` lacks.
    public func subtracting(_ other: CategoryMask) -> CategoryMask { CategoryMask(words: words & ~other.words) }
}
