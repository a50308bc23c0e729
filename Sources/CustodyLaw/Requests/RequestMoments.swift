public import CustodyModel

/// What happened to a request when.
public struct RequestMoments: Hashable, Sendable {
    /// A time of waiting for the person.
    public struct Wait: Hashable, Sendable {
        /// When the person was asked.
        public var asked: Instant
        /// When the answer came; nil while it has not.
        public var answered: Instant?

        /// A wait from its parts.
        public init(asked: Instant, answered: Instant?) {
            self.asked = asked
            self.answered = answered
        }
    }

    /// When it arrived, or when the data was obtained.
    public var received: Instant
    /// When the evidence of who asks arrived; nil when none was needed.
    public var identified: Instant?
    /// When the fee arrived; nil when none was due.
    public var feePaid: Instant?
    /// Waits for clarification that was needed.
    public var clarifications: [Wait]

    /// Moments from their parts.
    public init(received: Instant, identified: Instant? = nil, feePaid: Instant? = nil, clarifications: [Wait] = []) {
        self.received = received
        self.identified = identified
        self.feePaid = feePaid
        self.clarifications = clarifications
    }

    /// How many days the waits last, from the day of the question to the day of the answer; a day in two waits counts once, one before
    /// the clock started and a wait without an answer not at all.
    func daysOfWaiting(since start: Instant, in zone: CivilZone) -> Int {
        let spans = clarifications.compactMap { wait in
            wait.answered.map { (first: zone.day(at: wait.asked).daysSince1970, last: zone.day(at: $0).daysSince1970) }
        }
        var (days, through): (Int64, Int64) = (0, zone.day(at: start).daysSince1970)
        for span in spans.sorted(by: { $0.first < $1.first }) {
            days += max(0, span.last - max(span.first, through))
            through = max(through, span.last)
        }
        return Int(days)
    }
}
