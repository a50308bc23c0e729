#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Random numbers from a seed: the same on every machine.
public struct Dice: RandomNumberGenerator, Sendable {
    private var state: UInt64

    /// Dice that always fall the same way for the seed.
    public init(seed: UInt64) { state = seed }

    /// SplitMix64.
    public mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }

    /// From 0 to below 1.
    public mutating func fraction() -> Double { Double(next() >> 11) * 0x1p-53 }

    /// Whether something of that probability happens.
    public mutating func happens(_ probability: Double) -> Bool { fraction() < probability }

    /// From 0 to below the bound.
    public mutating func below(_ bound: Int) -> Int { Int(fraction() * Double(bound)) }

    /// Normally distributed about 0 with deviation 1 (Box and Muller).
    public mutating func normal() -> Double {
        (-2 * log(1 - fraction())).squareRoot() * cos(2 * .pi * fraction())
    }

    /// Poisson distributed. Large means are cut in halves, whose numbers add up.
    public mutating func poisson(_ mean: Double) -> Int {
        guard mean > 0 else { return 0 }
        if mean > 30 { return poisson(mean / 2) + poisson(mean / 2) }
        let limit = exp(-mean)
        var (count, product) = (0, fraction())
        while product > limit {
            count += 1
            product *= fraction()
        }
        return count
    }

    /// Negative binomial with that mean and `k = 3`: a Poisson number whose mean is itself gamma distributed, so that the variance is
    /// `mean + mean² / 3`.
    public mutating func overdispersed(_ mean: Double) -> Int {
        // A gamma number of shape 3 is the sum of three exponential ones.
        let gamma = -log((1 - fraction()) * (1 - fraction()) * (1 - fraction())) / 3
        return poisson(mean * gamma)
    }
}
