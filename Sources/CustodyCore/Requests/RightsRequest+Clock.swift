public import CustodyLaw
public import CustodyModel

extension RightsRequest {
    /// By when it must be answered; nil under a law that the library does not know.
    public func deadline(by rule: RequestRule, at place: LegalPlace) -> RequestDeadline? {
        guard var duty = rule.answerDuty else { return nil }
        if kind == .appeal, let appeal = duty.appeal { (duty.period, duty.longer) = (appeal, nil) }
        // The law stops the clock for what must be clarified; guidance also while it is asked who asks.
        let counted = waits.filter { !$0.isAboutIdentity || duty.pause == .guidance }
        return RequestDeadline(
            duty,
            for: RequestMoments(
                received: received, identified: evidenceArrived, feePaid: feePaid,
                clarifications: counted.map { RequestMoments.Wait(asked: $0.asked, answered: $0.answered) }), at: place)
    }

    /// When the evidence of who asks arrived; nil when nobody was asked, and when it showed nothing. What the house does by itself,
    /// such as seeing no doubt after all, moves no deadline.
    private var evidenceArrived: Instant? {
        identity == .failed ? nil : waits.filter(\.isAboutIdentity).compactMap(\.answered).max()
    }

    /// What is due by when, and what is late.
    public func clock(by rule: RequestRule, at place: LegalPlace, now: Instant) -> RequestClock {
        let deadline = deadline(by: rule, at: place)
        let first = deadline?.end.last(in: place.zone)
        let due = extended == nil ? first : deadline?.longerEnd?.last(in: place.zone) ?? first
        let acknowledgeBy = deadline?.acknowledgeBy?.last(in: place.zone)
        return RequestClock(
            deadline: deadline, due: due, acknowledgeBy: acknowledgeBy, extendBy: extended == nil ? first : nil,
            isOverdue: !isClosed && due.map { now > $0 } ?? false,
            isAcknowledgementOverdue: !isClosed && acknowledged == nil && acknowledgeBy.map { now > $0 } ?? false)
    }
}

/// What is due by when with a request. It is computed, never stored.
public struct RequestClock: Hashable, Sendable {
    /// The deadline with every reading of the law; nil under a law that the library does not know.
    public var deadline: RequestDeadline?
    /// The last instant for the answer, more time counted in where it was told; nil where the law names no number.
    public var due: Instant?
    /// The last instant to tell that it arrived; nil where the law does not ask it.
    public var acknowledgeBy: Instant?
    /// The last instant to tell that it takes longer; nil once that was told.
    public var extendBy: Instant?
    /// Whether the answer is late.
    public var isOverdue: Bool
    /// Whether it was not told in time that it arrived.
    public var isAcknowledgementOverdue: Bool
}
