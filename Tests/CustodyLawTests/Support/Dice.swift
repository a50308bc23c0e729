import CustodyModel
import Foundation

/// Random choices that a seed repeats; the seed is printed and read back from `CUSTODY_SEED`.
struct Dice: RandomNumberGenerator {
    let seed: UInt64
    private var state: UInt64

    init() {
        seed = ProcessInfo.processInfo.environment["CUSTODY_SEED"].flatMap(UInt64.init) ?? SystemRandomSource().number()
        state = seed
        print("CUSTODY_SEED=\(seed)")
    }

    /// SplitMix64.
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// An instant from 2019 to 2045, to the millisecond.
    mutating func instant() -> Instant {
        Instant(milliseconds: .random(in: 1_546_300_800_000...2_366_841_600_000, using: &self))
    }
}
