/// A fixed hash of a row's key: the same in every process, since it is saved. Not for adversaries: keys of rows are random
/// handles and digests, and a collision costs a read.
enum RowHash {
    static func hash(_ key: [UInt8]) -> UInt64 {
        var hash: UInt64 = 0x9e37_79b9_7f4a_7c15 ^ UInt64(key.count)
        key.withUnsafeBytes { bytes in
            var place = 0
            while place + 8 <= bytes.count {
                hash = mix(hash ^ bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self).littleEndian)
                place += 8
            }
            var rest: UInt64 = 0
            while place < bytes.count {
                rest = rest << 8 | UInt64(bytes[place])
                place += 1
            }
            hash = mix(hash ^ rest)
        }
        return hash
    }

    /// SplitMix64's finalizer: every bit of the input moves every bit of the output.
    private static func mix(_ value: UInt64) -> UInt64 {
        var mixed = value &+ 0x9e37_79b9_7f4a_7c15
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
