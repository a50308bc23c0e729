#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

extension Instant {
    /// The instant of a date, to the nearest millisecond: a date counts fractions of seconds, in which few milliseconds are exact.
    ///
    /// Nil where the date is no number, infinite, or so far away that an instant cannot hold it: a time that is not known is not put at some
    /// other time.
    public init?(_ date: Date) {
        guard let milliseconds = Int64(exactly: (date.timeIntervalSince1970 * 1000).rounded()) else { return nil }
        self.init(milliseconds: milliseconds)
    }
}

extension Date {
    /// The date of an instant. Every instant of the years 1 to 9999 comes back from it as itself; far beyond them a date no longer tells one
    /// millisecond from the next.
    public init(_ instant: Instant) { self.init(timeIntervalSince1970: Double(instant.milliseconds) / 1000) }
}
