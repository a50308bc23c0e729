/// A set of up to 256 data categories, by the place that a compiled policy gives each.
///
/// A decision is made of these operations, so that they can be inlined where a policy is compiled.
public struct CategoryMask: Hashable, Sendable {
    // Place `n` is bit `n % 64` of word `n / 64`. Two halves and not one vector of four words: that would ask for 32-byte
    // alignment, and the frames of async functions have 16. Swift 6.3 then makes such a frame too short.
    @usableFromInline
    var low: SIMD2<UInt64>
    @usableFromInline
    var high: SIMD2<UInt64>

    /// How many places there are.
    public static let capacity = 256
    /// No category.
    @inlinable
    public static var none: CategoryMask { CategoryMask(low: .zero, high: .zero) }

    /// Every category.
    @inlinable
    public static var all: CategoryMask { CategoryMask(low: ~.zero, high: ~.zero) }

    @inlinable
    init(low: SIMD2<UInt64>, high: SIMD2<UInt64>) {
        self.low = low
        self.high = high
    }

    /// The set of the places; places beyond the capacity are ignored.
    public init(_ places: some Sequence<Int>) {
        self = .none
        for place in places { insert(place) }
    }

    /// Whether no place is set.
    @inlinable
    public var isEmpty: Bool {
        let either = low | high
        return either.x | either.y == 0
    }

    /// Adds a place; one beyond the capacity is ignored.
    public mutating func insert(_ place: Int) {
        guard (0..<Self.capacity).contains(place) else { return }
        let bit: UInt64 = 1 << UInt64(place % 64)
        if place < 128 { low[place / 64] |= bit } else { high[place / 64 - 2] |= bit }
    }

    /// Whether the place is in the set.
    public func contains(_ place: Int) -> Bool {
        guard (0..<Self.capacity).contains(place) else { return false }
        let word = place < 128 ? low[place / 64] : high[place / 64 - 2]
        return word & (1 << UInt64(place % 64)) != 0
    }

    /// Whether every place of `other` is in the set.
    @inlinable
    public func isSuperset(of other: CategoryMask) -> Bool { other.subtracting(self).isEmpty }

    /// The places of either.
    @inlinable
    @inline(__always)
    public func union(_ other: CategoryMask) -> CategoryMask {
        CategoryMask(low: low | other.low, high: high | other.high)
    }
    /// The places of both.
    @inlinable
    @inline(__always)
    public func intersection(_ other: CategoryMask) -> CategoryMask {
        CategoryMask(low: low & other.low, high: high & other.high)
    }
    /// The places that `other` lacks.
    @inlinable
    @inline(__always)
    public func subtracting(_ other: CategoryMask) -> CategoryMask {
        CategoryMask(low: low & ~other.low, high: high & ~other.high)
    }
}
