public import CustodyModel

/// A duty with the moment that started its period, and what that came to.
public struct Deadline: Hashable, Sendable {
    /// How a law's words were read where they can be read in more than one way.
    public struct Reading: Name {
        /// The text.
        public let rawValue: String
        /// Wraps the text.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// The moment of the event plus the hours. Counting full hours, or two working days at least (Regulation 1182/71
        /// Art. 3(1), 3(5)), can only end later, so that who keeps the strict reading keeps every other.
        public static let strict: Reading = "strict"
    }

    /// The duty.
    public var duty: Duty
    /// What started the period.
    public var trigger: Instant
    /// What the period came to.
    public var end: PeriodEnd
    /// How the law was read.
    public var reading: Reading

    /// A deadline from its parts.
    public init(duty: Duty, trigger: Instant, end: PeriodEnd, reading: Reading) {
        self.duty = duty
        self.trigger = trigger
        self.end = end
        self.reading = reading
    }

    /// The last instant in time; nil when the law names no number or it was not computed.
    public var due: Instant? {
        if case .instant(let instant) = end { instant } else { nil }
    }

    /// Whether the last instant is over.
    public func isOverdue(at instant: Instant) -> Bool { due.map { instant > $0 } ?? false }
}
