extension Range where Bound: FixedWidthInteger {
    /// The first place that the condition holds for, when it holds for all behind it; the end when it holds for none.
    @inlinable
    package func partitionPoint<Failure: Error>(where holds: (Bound) throws(Failure) -> Bool) throws(Failure) -> Bound {
        var (low, high) = (lowerBound, upperBound)
        while low < high {
            let middle = low + (high - low) / 2
            if try holds(middle) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
