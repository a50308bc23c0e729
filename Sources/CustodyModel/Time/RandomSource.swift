#if canImport(Glibc)
    import Glibc
#endif

/// Where random bytes come from. Production uses ``SystemRandomSource``; a test may replay a seed.
public protocol RandomSource: Sendable {
    /// That many fresh random bytes.
    func bytes(_ count: Int) -> [UInt8]
}

extension RandomSource {
    /// A random number of 64 bits.
    public func number() -> UInt64 { bytes(8).number }
}

extension Sequence<UInt8> {
    /// Up to eight bytes as a number, the first ones first.
    var number: UInt64 { reduce(0) { $0 << 8 | UInt64($1) } }
}

/// The random source of the operating system, fit for keys.
public struct SystemRandomSource: RandomSource {
    /// The random source of the operating system.
    public init() {}

    /// That many fresh random bytes.
    public func bytes(_ count: Int) -> [UInt8] {
        // All empty arrays are one, and an array that is filled as it is made has its count written, whatever that is.
        guard count > 0 else { return [] }
        var bytes = Self.entropy(count)
        guard bytes.count < count else { return bytes }
        var generator = SystemRandomNumberGenerator()
        while bytes.count < count { bytes.append(bigEndian: generator.next()) }
        return Array(bytes.prefix(count))
    }

    /// As many of the bytes as the system gives in large pieces: the standard library's generator asks it for every eight.
    private static func entropy(_ count: Int) -> [UInt8] {
        #if canImport(Glibc)
            return [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
                guard let start = buffer.baseAddress else { return }
                while filled < count {
                    let piece = min(count - filled, 256)
                    guard getentropy(start + filled, piece) == 0 else { return }
                    filled += piece
                }
            }
        #else
            return []
        #endif
    }
}
