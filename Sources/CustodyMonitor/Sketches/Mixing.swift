import CustodyModel

/// Fixed hashes of what sketches count. The same in every process, since they are saved and replayed; handles are random, so that
/// nobody chooses where they fall.
enum Mixing {
    /// SplitMix64's finalizer: every bit of the input moves every bit of the output.
    @inline(__always)
    static func mix(_ value: UInt64) -> UInt64 {
        var mixed = value &+ 0x9e37_79b9_7f4a_7c15
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }

    @inline(__always)
    static func hash(_ handle: Handle) -> UInt64 {
        let words = handle.words
        return mix(words.high ^ mix(words.low))
    }
}
