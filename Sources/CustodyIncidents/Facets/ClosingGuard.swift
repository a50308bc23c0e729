public import CustodyLaw

/// A thing that stands against closing an incident.
public enum ClosingGuard: Hashable, Sendable, CustomStringConvertible {
    /// Nobody decided whether it is an incident.
    case notDetermined
    /// Nobody decided whether it is a breach.
    case breachNotAssessed
    /// It is a breach, and nobody decided since when we are aware of it.
    case awarenessNotRecorded
    /// A duty is neither met nor found not to be owed.
    case obligationUndecided(DutyID)
    /// A duty was met late, and nobody has said why.
    case latenessUnexplained(DutyID)
    /// A required task is open, at a place of ``IncidentResponse/tasks``.
    case taskOpen(Int)
    /// Nobody has written down what was learnt, where the host wants that; see ``IncidentPolicy/reviewFrom``.
    case reviewMissing
    /// Something is held back because of it, at a place of ``Incident/containments``.
    case containmentInForce(Int)

    /// What to do about it.
    public var description: String {
        switch self {
        case .notDetermined: "decide whether it is an incident"
        case .breachNotAssessed: "assess whether it is a breach"
        case .awarenessNotRecorded: "record since when we are aware"
        case .obligationUndecided(let duty): "submit '\(duty)' or record why it is not required"
        case .latenessUnexplained(let duty): "record why '\(duty)' was late"
        case .taskOpen(let place): "do task \(place), or record why it is not needed"
        case .reviewMissing: "record a review: what was found"
        case .containmentInForce(let place): "release measure \(place), which still holds something back"
        }
    }
}

extension Incident {
    /// Everything that stands against closing it, all at once; empty when nothing does.
    public var unmetGuards: [ClosingGuard] {
        var unmet: [ClosingGuard] = []
        if !determination.isDecided { unmet.append(.notDetermined) }
        // A processor judges no risk (GDPR Art. 33(2)), and what is no incident is no breach.
        if !breach.isDecided, role != .processor, !determination.isHarmless { unmet.append(.breachNotAssessed) }
        if awareness == nil, concernsUs { unmet.append(.awarenessNotRecorded) }
        for obligation in obligations {
            if !obligation.isDecided { unmet.append(.obligationUndecided(obligation.duty)) }
            if obligation.lacksReason { unmet.append(.latenessUnexplained(obligation.duty)) }
        }
        for (place, containment) in containments.enumerated() where containment.isInForce {
            unmet.append(.containmentInForce(place))
        }
        for (place, task) in response.tasks.enumerated() where task.isRequired && task.outcome == nil {
            unmet.append(.taskOpen(place))
        }
        return unmet
    }

    /// Everything that stands against closing it, with what the host wants beyond the law.
    public func unmetGuards(under policy: IncidentPolicy) -> [ClosingGuard] {
        guard response.review == nil, let risk = breach.risk, let from = policy.reviewFrom, risk >= from else {
            return unmetGuards
        }
        return unmetGuards + [.reviewMissing]
    }

    private var concernsUs: Bool {
        breach.risk != nil || (role == .processor && determination == .confirmed && breach != .noPersonalData)
    }
}
