public import CustodyLaw
public import CustodyModel

/// What a host expects of the handling of its incidents beyond what the law says.
public struct IncidentPolicy: Hashable, Sendable {
    /// How long after it was noticed somebody may leave undecided since when we are aware of it, in hours. A short check before the
    /// decision is allowed; not looking is not (EDPB Guidelines 9/2022).
    public var hoursToDecide: Int64

    /// From which risk on an incident is reviewed before it is closed; nil for never.
    public var reviewFrom: BreachRisk?
    /// How many days a closed incident is kept before what it was may be forgotten.
    public var daysToKeepClosed: Int64

    /// A policy from its parts.
    public init(hoursToDecide: Int64 = 24, reviewFrom: BreachRisk? = .high, daysToKeepClosed: Int64 = 3653) {
        self.hoursToDecide = hoursToDecide
        self.reviewFrom = reviewFrom
        self.daysToKeepClosed = daysToKeepClosed
    }
}

/// Something about an incident that somebody must look at now.
public enum IncidentFinding: Hashable, Sendable, CustomStringConvertible {
    /// It was noticed then, and nobody has decided since when we are aware of it.
    case awarenessUndecided(since: Instant)
    /// A duty is owed and its time was over then.
    case overdue(DutyID, since: Instant)
    /// A duty was met late, and nobody has said why.
    case latenessUnexplained(DutyID)
    /// A task is open and its time was over then.
    case taskOverdue(Int, since: Instant)
    /// Somebody inside should have heard of it by then, and nobody knows that they have.
    case escalationUnacknowledged(Int, since: Instant)
    /// A change that should have been carried out by then was not, or nobody has verified it.
    case actionOverdue(Int, since: Instant)
    /// The bytes of a piece of evidence are not those that were collected.
    case evidenceAltered(Int)

    /// In words.
    public var description: String {
        switch self {
        case .awarenessUndecided(let since): "noticed at \(since), and nobody has decided since when we are aware of it"
        case .overdue(let duty, let since): "'\(duty)' was due at \(since); it is still owed, with the reason for the delay"
        case .latenessUnexplained(let duty): "'\(duty)' was met late, and nobody has said why"
        case .taskOverdue(let place, let since): "task \(place) was to be done by \(since)"
        case .escalationUnacknowledged(let place, let since):
            "escalation \(place) was to be acknowledged by \(since)"
        case .actionOverdue(let place, let since):
            "corrective action \(place) was to be carried out and verified by \(since)"
        case .evidenceAltered(let place): "the bytes of evidence \(place) are not those that were collected"
        }
    }
}

extension Incident {
    /// When it was noticed at the latest: the detection, a processor's notice, or else the record of it. It is what a deadline can be
    /// shown from before anybody decided, and starts no clock.
    public var noticedAt: Instant {
        [detected?.earliest, processorNotice?.earliest].compactMap(\.self).min() ?? openedAt
    }

    /// Since when we may be aware, for somebody to decide: a controller is normally aware once its processor has told it.
    public var proposedAwareness: PartialInstant? { awareness == nil ? processorNotice : nil }

    /// Whether somebody still has to decide since when we are aware.
    public var awaitsAwareness: Bool {
        awareness == nil && !investigation.isClosed && !determination.isHarmless && breach != .noPersonalData
    }

    /// The deadlines as they would be if we had been aware when it was noticed, to be shown until somebody decides; empty then.
    public func provisionalDeadlines(
        under laws: LawBook, at place: LegalPlace? = nil, entities: Set<Duty.Entity> = []
    ) -> [Deadline] {
        guard awaitsAwareness else { return [] }
        return laws.breachDeadlines(for: TriggerMoments(awareAt: noticedAt), at: place, as: role, entities: entities)
    }

    /// What somebody must look at now. A clock that was set back hides nothing.
    public func findings(at instant: Instant, policy: IncidentPolicy = IncidentPolicy()) -> [IncidentFinding] {
        let now = max(lastRecordedAt, instant)
        var findings: [IncidentFinding] = []
        let (wait, overflow) = policy.hoursToDecide.multipliedReportingOverflow(by: 3_600_000)
        if awaitsAwareness, !overflow, now > noticedAt.adding(milliseconds: wait) {
            findings.append(.awarenessUndecided(since: noticedAt))
        }
        for obligation in obligations {
            if case .due(let due) = obligation.state, now > due { findings.append(.overdue(obligation.duty, since: due)) }
            if obligation.lacksReason { findings.append(.latenessUnexplained(obligation.duty)) }
        }
        return findings + responseFindings(at: now)
    }

    private func responseFindings(at now: Instant) -> [IncidentFinding] {
        let isOpen = !investigation.isClosed
        let tasks = response.tasks.enumerated().compactMap { place, task in
            task.due.flatMap { isOpen && task.outcome == nil && now > $0 ? IncidentFinding.taskOverdue(place, since: $0) : nil }
        }
        let unheard = response.escalations.enumerated().compactMap { place, line in
            isOpen && line.acknowledgement == nil && now > line.due
                ? IncidentFinding.escalationUnacknowledged(place, since: line.due) : nil
        }
        // What is changed because of it outlasts its closing.
        let actions = response.actions.enumerated().compactMap { place, action in
            action.verified == nil && now > action.due ? IncidentFinding.actionOverdue(place, since: action.due) : nil
        }
        let altered = response.evidence.enumerated().compactMap { place, evidence in
            evidence.isUnaltered ? nil : IncidentFinding.evidenceAltered(place)
        }
        return tasks + unheard + actions + altered
    }
}
