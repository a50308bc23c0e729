/// Roots and proofs over the hashes of complete subtrees, wherever those stand: the recursions of RFC 6962 section 2.1.
///
/// `complete(level, position)` answers the root over the `2^level` leaves from `position * 2^level` on, all of which are there.
package enum MerkleShape {
    /// The root over the leaves `low..<high`, where `low` is a multiple of the power of two that covers the range.
    package static func subtree<Failure: Error>(
        _ low: UInt64, _ high: UInt64, _ complete: (Int, UInt64) throws(Failure) -> MerkleHash
    ) throws(Failure) -> MerkleHash {
        let count = high - low
        guard count > 0 else { return .empty }
        if count & (count - 1) == 0 {
            let level = count.trailingZeroBitCount
            return try complete(level, low >> UInt64(level))
        }
        let middle = low + split(count)
        return MerkleHash(try subtree(low, middle, complete), try subtree(middle, high, complete))
    }

    /// The path from a leaf to the root over the first `size` leaves, which must hold it.
    package static func inclusionPath<Failure: Error>(
        index: UInt64, size: UInt64, _ complete: (Int, UInt64) throws(Failure) -> MerkleHash
    ) throws(Failure) -> [MerkleHash] {
        try inclusionPath(index: index, size: size) { (low, high) throws(Failure) in try subtree(low, high, complete) }
    }

    /// The same of what answers subtrees as ``subtree(_:_:_:)``.
    package static func inclusionPath<Failure: Error>(
        index: UInt64, size: UInt64, subtree: (_ low: UInt64, _ high: UInt64) throws(Failure) -> MerkleHash
    ) throws(Failure) -> [MerkleHash] {
        var path: [MerkleHash] = []
        var (low, high) = (UInt64(0), size)
        while high - low > 1 {
            let middle = low + split(high - low)
            if index < middle {
                path.append(try subtree(middle, high))
                high = middle
            } else {
                path.append(try subtree(low, middle))
                low = middle
            }
        }
        return path.reversed()
    }

    /// What shows that the first `second` leaves begin with the first `first` ones, which are some and no more.
    package static func consistencyPath<Failure: Error>(
        first: UInt64, second: UInt64, _ complete: (Int, UInt64) throws(Failure) -> MerkleHash
    ) throws(Failure) -> [MerkleHash] {
        var path: [MerkleHash] = []
        var (low, high, isWhole) = (UInt64(0), second, true)
        while first != high {
            let middle = low + split(high - low)
            if first <= middle {
                path.append(try subtree(middle, high, complete))
                high = middle
            } else {
                path.append(try subtree(low, middle, complete))
                (low, isWhole) = (middle, false)
            }
        }
        if !isWhole { path.append(try subtree(low, high, complete)) }
        return path.reversed()
    }

    /// The largest power of two smaller than `count`, which is more than 1.
    private static func split(_ count: UInt64) -> UInt64 { 1 << UInt64(63 - (count - 1).leadingZeroBitCount) }
}
