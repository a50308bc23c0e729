/// A set of up to 256 data categories, by the place that a compiled policy gives each.
///
/// A decision is made of these operations, so that they can be inlined where a policy is compiled.
public struct CategoryMask: Hashable, Sendable {
    /// 256 bits; place `n` is bit `n % 64` of word `n / 64`.
    public var words: SIMD4<UInt64>

    /// How many places there are.
    public static let capacity = 256
    /// No category.
    @inlinable
    public static var none: CategoryMask { CategoryMask(words: .zero) }

    /// A set from its words.
    @inlinable
    public init(words: SIMD4<UInt64>) { self.words = words }

    /// The set of the places; places beyond the capacity are ignored.
    public init(_ places: some Sequence<Int>) {
        words = .zero
        for place in places { insert(place) }
    }

    /// Whether no place is set.
    @inlinable
    public var isEmpty: Bool { words.x | words.y | words.z | words.w == 0 }

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
    @inlinable
    public func isSuperset(of other: CategoryMask) -> Bool { other.subtracting(self).isEmpty }

    /// The places of either.
    @inlinable
    public func union(_ other: CategoryMask) -> CategoryMask { CategoryMask(words: words | other.words) }
    /// The places of both.
    @inlinable
    public func intersection(_ other: CategoryMask) -> CategoryMask { CategoryMask(words: words & other.words) }
    /// The places that `other` lacks.
    @inlinable
    public func subtracting(_ other: CategoryMask) -> CategoryMask { CategoryMask(words: words & ~other.words) }
}
