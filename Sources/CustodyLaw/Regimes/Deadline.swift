public import CustodyModel

/// A duty with the moment that started its period, and what that came to.
public struct Deadline: Hashable, Sendable {
    /// What one reading of the law came to.
    public struct Computed: Hashable, Sendable {
        /// How the law was read.
        public var reading: Reading
        /// What the period came to.
        public var end: PeriodEnd
        /// The last instant in time; nil when the law names no number or it was not computed.
        public var due: Instant?
    }

    /// The duty.
    public var duty: Duty
    /// What started the period; nil when it has not started.
    public var trigger: Instant?
    /// What the period came to, by the earliest reading.
    public var end: PeriodEnd
    /// How the law was read.
    public var reading: Reading
    /// The last instant in time; nil when the law names no number or it was not computed.
    public var due: Instant?
    /// What every reading came to, earliest first.
    public var readings: [Computed]
    /// What an authority expects where the law names no number. It is no deadline.
    public var guidance: [PeriodEnd]

    /// The duty's deadline for what happened.
    ///
    /// - Parameters:
    ///   - place: where the duty is owed; without it only hours are counted, and only strictly.
    ///   - entities: what kinds of organisation we are, where the law tells them apart.
    public init(_ duty: Duty, for moments: TriggerMoments, at place: LegalPlace?, as entities: Set<Duty.Entity> = []) {
        self.duty = duty
        let trigger = moments.start(of: duty, at: place)
        self.trigger = trigger
        let cap = duty.cap.flatMap { cap in moments.moment(cap.trigger).flatMap { cap.period.end(after: $0).last(in: nil) } }
        let computed = duty.readings.map { reading in
            let ends = duty.period(for: entities).map { Self.end(of: $0, by: reading, after: trigger, cap: cap, at: place) }
            return Computed(reading, Self.earliest(of: ends, at: place), at: place)
        }
        // Stable, so that of equal ends the first reading names it.
        let order = computed.indices.sorted { left, right in
            let (first, second) = (computed[left].due ?? .distantFuture, computed[right].due ?? .distantFuture)
            return first == second ? left < right : first < second
        }
        readings = order.map { computed[$0] }
        let first = readings.first ?? Computed(.strict, .notComputed(.invalid), at: place)
        (end, reading, due) = (first.end, first.reading, first.due)
        guidance = trigger.map { start in duty.guidance.map { Reading.strict.end(of: $0, after: start, at: place) } } ?? []
    }

    /// Whether the last instant is over.
    public func isOverdue(at instant: Instant) -> Bool { due.map { instant > $0 } ?? false }

    private static func end(
        of period: LegalPeriod, by reading: Reading, after trigger: Instant?, cap: Instant?, at place: LegalPlace?
    ) -> PeriodEnd {
        if case .none(let text) = period { return .noNumber(text) }
        guard let trigger else { return .notComputed(.notTriggered) }
        // A cap that was over before the period started caps nothing.
        if let cap, cap >= trigger,
            let strict = Reading.strict.end(of: period, after: trigger, at: place).last(in: place?.zone),
            cap < strict
        {
            return reading.moved(.instant(cap), at: place)
        }
        return reading.end(of: period, after: trigger, at: place)
    }

    private static func earliest(of ends: [PeriodEnd], at place: LegalPlace?) -> PeriodEnd {
        let dated = ends.compactMap { end in end.last(in: place?.zone).map { (end: end, due: $0) } }
        return dated.min { $0.due < $1.due }?.end ?? ends.first ?? .notComputed(.invalid)
    }
}

extension Deadline.Computed {
    init(_ reading: Reading, _ end: PeriodEnd, at place: LegalPlace?) {
        self.init(reading: reading, end: end, due: end.last(in: place?.zone))
    }
}

extension Instant {
    fileprivate static let distantFuture = Instant(milliseconds: .max)
}
