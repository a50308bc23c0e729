extension Instant: InstantProtocol {
    private static let attosecondsPerMillisecond: Int128 = 1_000_000_000_000_000

    /// The instant so much later, or earlier where the duration is negative. What of the duration is finer than a millisecond is left out,
    /// so that the same duration leads back; stays at the end of the range instead of trapping.
    public func advanced(by duration: Swift.Duration) -> Instant {
        let whole = duration.attoseconds / Self.attosecondsPerMillisecond
        return Instant(milliseconds: Int64(clamping: Int128(milliseconds) + whole))
    }

    /// How much later the other is; negative where it is earlier. It is exact for any two instants.
    public func duration(to other: Instant) -> Swift.Duration {
        Swift.Duration(attoseconds: (Int128(other.milliseconds) - Int128(milliseconds)) * Self.attosecondsPerMillisecond)
    }

    /// The instant so much later, as ``advanced(by:)`` has it.
    public static func + (instant: Instant, duration: Swift.Duration) -> Instant { instant.advanced(by: duration) }

    /// The instant so much earlier: whole milliseconds only, and never beyond the range.
    public static func - (instant: Instant, duration: Swift.Duration) -> Instant {
        let whole = duration.attoseconds / attosecondsPerMillisecond
        return Instant(milliseconds: Int64(clamping: Int128(instant.milliseconds) - whole))
    }

    /// How much later the left one is than the right one.
    public static func - (left: Instant, right: Instant) -> Swift.Duration { right.duration(to: left) }

    /// Moves the instant to later.
    public static func += (instant: inout Instant, duration: Swift.Duration) { instant = instant + duration }

    /// Moves the instant to earlier.
    public static func -= (instant: inout Instant, duration: Swift.Duration) { instant = instant - duration }
}
