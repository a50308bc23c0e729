import Custody

/// A length of time, for people.
enum Span {
    /// Whole seconds from one instant to another, rounded away from the later side of zero.
    static func seconds(from start: Instant, to end: Instant) -> Int64 {
        let (milliseconds, overflow) = end.milliseconds.subtractingReportingOverflow(start.milliseconds)
        guard !overflow else { return end > start ? .max / 1000 : .min / 1000 }
        return milliseconds >= 0 ? milliseconds / 1000 : -((-milliseconds + 999) / 1000)
    }

    /// Such as `71 h 59 min`.
    static func text(_ seconds: Int64) -> String {
        seconds < 60 ? "\(seconds) s" : "\(seconds / 3600) h \(seconds / 60 % 60) min"
    }
}
