/// Where random bytes come from. Production uses ``SystemRandomSource``; a test may replay a seed.
public protocol RandomSource: Sendable {
    /// That many fresh random bytes.
    func bytes(_ count: Int) -> [UInt8]
}

extension RandomSource {
    /// A random number of 64 bits.
    public func number() -> UInt64 { bytes(8).reduce(0) { $0 << 8 | UInt64($1) } }
}

/// The random source of the operating system, fit for keys.
public struct SystemRandomSource: RandomSource {
    /// The random source of the operating system.
    public init() {}

    /// That many fresh random bytes.
    public func bytes(_ count: Int) -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count)
        while bytes.count < count { bytes.append(bigEndian: generator.next()) }
        return Array(bytes.prefix(count))
    }
}
