public import CustodyLaw
public import CustodyModel

/// What a host expects of the handling of its incidents beyond what the law says.
public struct IncidentPolicy: Hashable, Sendable {
    /// How long after it was noticed somebody may leave undecided since when we are aware of it, in hours. A short check before the
    /// decision is allowed; not looking is not (EDPB Guidelines 9/2022).
    public var hoursToDecide: Int64

    /// A policy from its parts.
    public init(hoursToDecide: Int64 = 24) { self.hoursToDecide = hoursToDecide }
}

/// Something about an incident that somebody must look at now.
public enum IncidentFinding: Hashable, Sendable, CustomStringConvertible {
    /// It was noticed then, and nobody has decided since when we are aware of it.
    case awarenessUndecided(since: Instant)
    /// A duty is owed and its time was over then.
    case overdue(DutyID, since: Instant)
    /// A duty was met late, and nobody has said why.
    case latenessUnexplained(DutyID)

    /// In words.
    public var description: String {
        switch self {
        case .awarenessUndecided(let since): "noticed at \(since), and nobody has decided since when we are aware of it"
        case .overdue(let duty, let since): "'\(duty)' was due at \(since); it is still owed, with the reason for the delay"
        case .latenessUnexplained(let duty): "'\(duty)' was met late, and nobody has said why"
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
        return findings
    }
}
