public import CustodyModel
import Synchronization

/// A clock that stands still until it is told to move.
public final class ManualClock: CustodyClock {
    private let time: Mutex<Instant>

    /// A clock that shows `start`, 2026-01-01T00:00:00Z by default.
    public init(_ start: Instant = Instant(milliseconds: 1_767_225_600_000)) { time = Mutex(start) }

    /// The time it shows.
    public func now() -> Instant { time.withLock { $0 } }

    /// Moves the clock, backwards when negative.
    public func advance(milliseconds: Int64) { time.withLock { $0 = $0.adding(milliseconds: milliseconds) } }

    /// Moves the clock, backwards when negative; it stays at the end of its range.
    public func advance(hours: Int64) {
        let (milliseconds, overflow) = hours.multipliedReportingOverflow(by: 3_600_000)
        advance(milliseconds: overflow ? (hours < 0 ? .min : .max) : milliseconds)
    }

    /// Sets the clock.
    public func set(_ instant: Instant) { time.withLock { $0 = instant } }
}
