public import CustodyModel

/// By when a request must be answered.
public struct RequestDeadline: Hashable, Sendable {
    /// The duty.
    public var duty: RequestDuty
    /// What started the period.
    public var start: Instant
    /// The last day, by the earliest reading.
    public var end: PeriodEnd
    /// The last day by every reading, earliest first.
    public var readings: [Deadline.Computed]
    /// The last day if a wait stops the clock, where guidance says so and the law does not; nil when there was no wait.
    public var endWithPause: PeriodEnd?
    /// The last day when the time is used that the law allows on top: counted once, from the start. The person is told, with the
    /// reasons, by ``end``. Nil when the law allows none.
    public var longerEnd: PeriodEnd?
    /// By when the arrival must be acknowledged; nil when the law does not ask it.
    public var acknowledgeBy: PeriodEnd?

    /// The deadline for what happened.
    public init(_ duty: RequestDuty, for moments: RequestMoments, at place: LegalPlace) {
        self.duty = duty
        let latest = duty.start == .latestOfReceiptIdentityFee
        let start =
            latest
            ? [moments.received, moments.identified, moments.feePaid].compactMap(\.self).max() ?? moments.received
            : moments.received
        self.start = start
        let waited = moments.daysOfWaiting(since: start, in: place.zone)
        let pause = duty.pause == .statutory ? waited : 0
        func end(of period: LegalPeriod, by reading: Reading, pausing days: Int) -> PeriodEnd {
            guard days > 0, case .day(let last) = period.end(after: place.zone.day(at: start), on: place.calendar) else {
                return reading.end(of: period, after: start, at: place)
            }
            // The days of waiting lengthen the period; only then is a day off moved.
            let day = last.adding(.days(days))
            guard reading == .nextWorkingDay || reading == .regulation1182 else { return .day(day) }
            return place.calendar.workingDay(from: day).map(PeriodEnd.day) ?? .notComputed(.noWorkingDay)
        }
        func computed(_ period: LegalPeriod, pausing days: Int) -> [Deadline.Computed] {
            duty.readings.map { Deadline.Computed($0, end(of: period, by: $0, pausing: days), at: place) }
                .sorted { ($0.due?.milliseconds ?? .max) < ($1.due?.milliseconds ?? .max) }
        }
        func earliest(_ period: LegalPeriod, pausing days: Int) -> PeriodEnd {
            computed(period, pausing: days).first?.end ?? .notComputed(.invalid)
        }
        readings = computed(duty.period, pausing: pause)
        self.end = readings.first?.end ?? .notComputed(.invalid)
        endWithPause = duty.pause == .guidance && waited > 0 ? earliest(duty.period, pausing: waited) : nil
        longerEnd = duty.longer.map { longer in
            duty.period.joined(with: longer).map { earliest($0, pausing: pause) } ?? .notComputed(.invalid)
        }
        acknowledgeBy = duty.acknowledgement.map { Reading.strict.end(of: $0, after: moments.received, at: place) }
    }
}

extension LegalPeriod {
    /// Both periods as one, counted once; the law's words where the longer names no number, and nil when the units differ.
    func joined(with longer: LegalPeriod) -> LegalPeriod? {
        switch (self, longer) {
        case (.elapsedHours(let first), .elapsedHours(let second)): .elapsedHours(first + second)
        case (.calendarDays(let first), .calendarDays(let second)): .calendarDays(first + second)
        case (.businessDays(let first), .businessDays(let second)): .businessDays(first + second)
        case (.weeks(let first), .weeks(let second)): .weeks(first + second)
        case (.months(let first), .months(let second)): .months(first + second)
        case (.years(let first), .years(let second)): .years(first + second)
        case (_, .none(let text)): .none(text: text)
        default: nil
        }
    }
}
