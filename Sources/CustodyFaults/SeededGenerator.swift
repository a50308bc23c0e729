/// SplitMix64: the same numbers for the same seed everywhere.
public struct SeededGenerator: RandomNumberGenerator, Sendable {
    private var state: UInt64

    /// Starts from `seed`.
    public init(seed: UInt64) { state = seed }

    /// The next 64 bits.
    public mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var value = state
        value = (value ^ value >> 30) &* 0xbf58_476d_1ce4_e5b9
        value = (value ^ value >> 27) &* 0x94d0_49bb_1331_11eb
        return value ^ value >> 31
    }

    /// `count` bytes.
    public mutating func bytes(_ count: Int) -> [UInt8] {
        // See `SystemRandomSource.bytes(_:)`.
        guard count > 0 else { return [] }
        return [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            var word: UInt64 = 0
            for index in 0..<count {
                if index % 8 == 0 { word = next() }
                buffer[index] = UInt8(truncatingIfNeeded: word)
                word >>= 8
            }
            initialized = count
        }
    }

    /// A number below `bound`, which is above 0. The bias is too small to matter in a search.
    public mutating func below(_ bound: Int) -> Int { Int(next() >> 1) % bound }

    /// True once in `count` times.
    public mutating func chance(_ count: Int) -> Bool { below(count) == 0 }
}
