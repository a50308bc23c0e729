public import CustodyLaw
public import CustodyModel

/// An obligation that is owed by an instant: one line of the list of what is due. Earliest first.
public struct DueObligation: Hashable, Sendable, Comparable {
    /// By when.
    public var due: Instant
    /// Of which incident.
    public var incident: IncidentID
    /// What.
    public var duty: DutyID

    /// A line from its parts.
    public init(due: Instant, incident: IncidentID, duty: DutyID) {
        self.due = due
        self.incident = incident
        self.duty = duty
    }

    /// Earlier first; at the same time by the incident and the duty.
    public static func < (left: DueObligation, right: DueObligation) -> Bool {
        (left.due, left.incident.handle, left.duty) < (right.due, right.incident.handle, right.duty)
    }
}

extension Incident {
    /// What of it is owed by an instant. What the law wants without a number is not among it.
    public var dueObligations: [DueObligation] {
        obligations.compactMap { obligation in
            guard case .due(let due) = obligation.state else { return nil }
            return DueObligation(due: due, incident: id, duty: obligation.duty)
        }
    }
}
