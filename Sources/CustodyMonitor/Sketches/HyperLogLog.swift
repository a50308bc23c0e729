#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Counts how many different things it was shown, in `2^precision` bytes: HyperLogLog (Flajolet, Fusy, Gandouet and Meunier 2007) over
/// 64-bit hashes, with linear counting where it is better. The standard error is `1.04 / √(2^precision)`.
///
/// The registers stand in an array of the owner, which holds many counters; this is what is done with them.
struct HyperLogLog {
    let precision: Int
    private let bias: Double
    private let powers: [Double]

    init(precision: Int) {
        self.precision = precision
        let count = Double(1 << precision)
        bias =
            (precision <= 4 ? 0.673 : precision == 5 ? 0.697 : precision == 6 ? 0.709 : 0.7213 / (1 + 1.079 / count)) * count
            * count
        powers = (0...64).map { 1 / Double(1 << min($0, 62)) }
    }

    /// How many registers a counter has.
    var width: Int { 1 << precision }

    /// Which register a hash goes to, and the rank that it brings there.
    @inline(__always)
    func rank(of hash: UInt64) -> (register: Int, rank: UInt8) {
        let register = Int(truncatingIfNeeded: hash >> UInt64(64 - precision))
        let rest = hash << UInt64(precision)
        return (register, UInt8(truncatingIfNeeded: min(rest.leadingZeroBitCount, 64 - precision) + 1))
    }

    /// What a register adds to the sum that ``estimate(sum:zeros:)`` is made of.
    @inline(__always)
    func weight(_ rank: UInt8) -> Double { powers[Int(rank)] }

    /// How many different things there were.
    func estimate(sum: Double, zeros: Int) -> Double {
        let count = Double(width)
        let raw = bias / sum
        return raw <= 2.5 * count && zeros > 0 ? count * log(count / Double(zeros)) : raw
    }
}
