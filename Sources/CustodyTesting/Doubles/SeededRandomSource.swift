public import CustodyModel
import Synchronization

/// Random bytes that a seed repeats: for tests that must replay, never for keys.
public final class SeededRandomSource: RandomSource {
    private let state: Mutex<UInt64>

    /// A source that gives the same bytes for the same seed.
    public init(seed: UInt64) { state = Mutex(seed) }

    /// The next bytes; none when that many are fewer than none.
    public func bytes(_ count: Int) -> [UInt8] {
        state.withLock { state in
            var bytes: [UInt8] = []
            while bytes.count < count { bytes.append(bigEndian: Self.next(&state)) }
            return Array(bytes.prefix(max(0, count)))
        }
    }

    /// SplitMix64 (Steele, Lea, Flood 2014).
    private static func next(_ state: inout UInt64) -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var value = state
        value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
        value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
        return value ^ (value >> 31)
    }
}
