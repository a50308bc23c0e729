public import CustodyLaw
public import CustodyModel

/// What one duty asks of one incident, and how far it is met.
public struct Obligation: Hashable, Sendable {
    /// How far it is met. Being overdue is no state: it is computed, see ``Incident/isOverdue(at:)``.
    public enum State: Hashable, Sendable {
        /// It is not known yet whether it is owed.
        case notAssessed
        /// What starts its period has not happened.
        case waiting
        /// Owed by this instant.
        case due(Instant)
        /// Owed, and the law names no number.
        case undated
        /// Not owed, for a reason that must be kept (GDPR Art. 33(5)).
        case notRequired(reason: SealedValue)
        /// Met. A late one is met all the same, and needs a reason where the law says so (GDPR Art. 33(1)). It was late unless it
        /// certainly was not.
        case submitted(at: PartialInstant, late: Bool, reason: SealedValue?)
    }

    /// The duty as the law stood.
    public var opened: OpenedDuty
    /// How far it is met.
    public var state: State
    /// When more was submitted after the first, where the law takes it in phases (GDPR Art. 33(4)).
    public var supplements: [PartialInstant] = []

    /// An obligation from its parts.
    public init(_ opened: OpenedDuty, state: State) {
        self.opened = opened
        self.state = state
    }

    /// The name of the duty.
    public var duty: DutyID { opened.duty }

    /// Whether somebody settled it.
    public var isDecided: Bool {
        switch state {
        case .notRequired, .submitted: true
        case .notAssessed, .waiting, .due, .undated: false
        }
    }

    /// Whether it was met too late and nobody has said why. More that was submitted in time tells that the first was in time as well,
    /// whatever was recorded of it.
    public var lacksReason: Bool {
        guard case .submitted(_, true, nil) = state, opened.latenessNeedsReason else { return false }
        return supplements.allSatisfy(isLate)
    }

    /// Whether more was submitted when the time was over.
    var hasLateSupplement: Bool { supplements.contains(where: isLate) }

    private func isLate(_ time: PartialInstant) -> Bool { opened.due.map { time.latest > $0 } ?? false }

    /// Whether it is owed and its time is over.
    public func isOverdue(at instant: Instant) -> Bool {
        if case .due(let due) = state { instant > due } else { false }
    }

    /// The state of a duty that is owed.
    static func owed(_ opened: OpenedDuty) -> State {
        if let due = opened.due { .due(due) } else { opened.isStarted ? .undated : .waiting }
    }

    /// The state of a duty that was met.
    static func met(_ opened: OpenedDuty, at time: PartialInstant, _ reason: SealedValue?) -> State {
        .submitted(at: time, late: opened.due.map { time.latest > $0 } ?? false, reason: reason)
    }
}
