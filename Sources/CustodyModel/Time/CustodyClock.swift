#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Where the time comes from. Nothing in the library asks any other clock.
public protocol CustodyClock: Sendable {
    /// The time now.
    func now() -> Instant
}

/// The clock of the machine.
public struct SystemClock: CustodyClock {
    /// The clock of the machine.
    public init() {}

    /// The time now.
    public func now() -> Instant { Instant(milliseconds: Int64((Date().timeIntervalSince1970 * 1000).rounded(.down))) }
}
