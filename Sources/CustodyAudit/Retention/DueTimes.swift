package import CustodyModel

/// Which times lie so far back that a period is over. Most entries share a day, so that the calendar is asked once a day.
package struct DueTimes {
    private let retention: RetentionClass
    private let now: Instant
    private var (last, lastEnd): (Instant?, Instant?)

    package init(_ retention: RetentionClass.Period, at now: Instant) {
        self.retention = RetentionClass(name: "", period: retention)
        self.now = now
    }

    private static let day: Int64 = 86_400_000

    package mutating func isDue(_ time: Instant) -> Bool {
        // What ends by the end of its day has ended at any time of it.
        let (day, rest) = time.milliseconds.quotientAndRemainder(dividingBy: Self.day)
        let start = Instant(milliseconds: (rest < 0 ? day - 1 : day) * Self.day)
        if last != start { (last, lastEnd) = (start, retention.end(collectedAt: start)) }
        guard let lastEnd else { return false }
        return lastEnd.adding(milliseconds: time.milliseconds - start.milliseconds) <= now
    }
}
