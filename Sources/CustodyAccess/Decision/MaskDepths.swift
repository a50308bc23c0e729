import CustodyModel

/// How many characters of each masked category stay: up to eight different numbers, without a reference or an allocation.
///
/// A category carries the place of its number in ``levels``, a bit in each of three masks. Where several rules mask a category,
/// the greater place wins, and since the numbers ascend that is the one that leaves more.
struct MaskDepths: Hashable, Sendable {
    typealias Levels = SIMD8<UInt16>

    /// The numbers, least first.
    private(set) var levels = Levels()
    private(set) var low = CategoryMask.none
    private(set) var middle = CategoryMask.none
    private(set) var high = CategoryMask.none

    /// How many different numbers there can be.
    static let capacity = 8
    /// The greatest number.
    static let most = Int(UInt16.max)

    init() {}

    init(levels: Levels, low: CategoryMask, middle: CategoryMask, high: CategoryMask) {
        self.levels = levels
        self.low = low
        self.middle = middle
        self.high = high
    }

    /// Nothing masked, with the numbers that will be needed. Of more than eight the greater ones count as the eighth: what
    /// cannot be said hides more.
    init(levels numbers: some Sequence<Int>) {
        let sorted = Set(numbers.map { UInt16(clamping: $0) }).sorted()
        for place in 0..<Self.capacity where !sorted.isEmpty { levels[place] = sorted[min(place, sorted.count - 1)] }
    }

    /// The place of the greatest number that is no greater.
    func place(of keepLast: Int) -> UInt8 {
        var place: UInt8 = 0
        for next in 1..<UInt8(Self.capacity) where levels[Int(next)] > levels[Int(place)] && Int(levels[Int(next)]) <= keepLast
        {
            place = next
        }
        return place
    }

    /// Masks the categories so that the number at the place stays, unless more stays already.
    mutating func add(_ categories: CategoryMask, at place: UInt8) {
        var other = MaskDepths()
        other.low = place & 1 == 0 ? .none : categories
        other.middle = place & 2 == 0 ? .none : categories
        other.high = place & 4 == 0 ? .none : categories
        add(other)
    }

    /// Keeps, for each category, the greater of both places.
    mutating func add(_ other: MaskDepths) {
        // The other is greater where, at the highest bit at which both differ, it has a one.
        let (moreHigh, lessHigh) = (other.high.subtracting(high), high.subtracting(other.high))
        let (moreMiddle, lessMiddle) = (other.middle.subtracting(middle), middle.subtracting(other.middle))
        let differsHigh = moreHigh.union(lessHigh)
        let differsMiddle = moreMiddle.union(lessMiddle)
        let greater = moreHigh.union(moreMiddle.subtracting(differsHigh))
            .union(other.low.subtracting(low).subtracting(differsHigh).subtracting(differsMiddle))
        low = low.subtracting(greater).union(other.low.intersection(greater))
        middle = middle.subtracting(greater).union(other.middle.intersection(greater))
        high = high.subtracting(greater).union(other.high.intersection(greater))
    }

    /// The depths of these categories only.
    func within(_ categories: CategoryMask) -> MaskDepths {
        var part = self
        part.low = low.intersection(categories)
        part.middle = middle.intersection(categories)
        part.high = high.intersection(categories)
        return part
    }

    /// How many characters stay of a category that is masked.
    func keepLast(of place: Int) -> Int {
        Int(levels[(low.contains(place) ? 1 : 0) + (middle.contains(place) ? 2 : 0) + (high.contains(place) ? 4 : 0)])
    }

    /// What is masked, by the number that stays, the greatest first; no category stands twice.
    func rules(of masked: CategoryMask) -> [MaskRule] {
        var rules: [MaskRule] = []
        for place in (0..<Self.capacity).reversed() {
            var part = masked
            for (bit, mask) in [(1, low), (2, middle), (4, high)] {
                part = place & bit == 0 ? part.subtracting(mask) : part.intersection(mask)
            }
            if !part.isEmpty { rules.append(MaskRule(part, keepLast: Int(levels[place]))) }
        }
        return rules
    }
}
