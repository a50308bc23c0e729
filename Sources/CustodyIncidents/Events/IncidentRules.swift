import CustodyLaw
public import CustodyModel

/// How a step alters an incident: pure, so that every backend answers alike.
public enum IncidentRules {
    /// The incident after the change. A change whose key it has taken already leaves it as it is.
    ///
    /// - Parameter incident: the incident as it is; nil when there is none of that name.
    /// - Throws: when the step does not fit; the incident then stays as it is.
    public static func applying(
        _ change: IncidentChange, to incident: Incident?, at sequence: CommitSequence
    ) throws(IncidentError) -> Incident {
        if let incident, try isRepeated(change, of: incident) { return incident }
        let first = change.first
        var taken: Incident
        switch first.step {
        case .open: taken = try opening(first, incident, at: sequence)
        case .forget(let title, let openedAt): taken = try forgetting(first, title, openedAt, incident, at: sequence)
        default:
            guard let incident else { throw refusal(of: change, .unknown, "there is no such incident; open it first") }
            taken = incident
            try take(first, in: &taken, at: sequence)
        }
        taken.timeline.reserveCapacity(taken.timeline.count + change.further.count)
        for place in change.further.indices { try take(change.further(at: place), in: &taken, at: sequence) }
        return taken
    }

    private static func opening(
        _ change: IncidentChange, _ incident: Incident?, at sequence: CommitSequence
    ) throws(IncidentError) -> Incident {
        guard incident == nil else {
            throw refusal(of: change, .exists, "the incident is open already; choose another name")
        }
        guard change.expectedVersion == 0, case .open(let title, let role, let occurred, let detected) = change.step else {
            throw refusal(of: change, .versionConflict, "an incident that is opened has no version yet; expect 0")
        }
        var fresh = Incident(change.incident, title: title, as: role, openedAt: change.recordedAt)
        fresh.occurred = occurred
        fresh.detected = detected
        let step = StepTaking(change)
        if let occurred { try step.check(occurred) }
        if let detected { try step.check(detected) }
        try step.checkOrder(of: fresh)
        fresh.timeline = [IncidentEvent(change, sequence: sequence)]
        return fresh
    }

    /// Takes a step that neither opens nor forgets. After an error the incident may be changed by half: it is the caller's copy.
    private static func take(
        _ change: IncidentChange, in incident: inout Incident, at sequence: CommitSequence
    ) throws(IncidentError) {
        switch change.step {
        case .open: throw refusal(of: change, .exists, "the incident is open already; choose another name")
        case .forget(let title, let openedAt):
            incident = try forgetting(change, title, openedAt, incident, at: sequence)
            return
        default: break
        }
        guard incident.version == change.expectedVersion else {
            throw refusal(
                of: change, .versionConflict,
                "the incident is at version \(incident.version), not \(change.expectedVersion); read it again and decide anew")
        }
        try StepTaking(change).apply(to: &incident)
        incident.timeline.append(IncidentEvent(change, sequence: sequence))
        incident.lastRecordedAt = max(incident.lastRecordedAt, change.recordedAt)
    }

    /// What is left is a first line, so that what is written of it begins with it, and has nothing of the lines before.
    private static func forgetting(
        _ change: IncidentChange, _ title: SealedValue, _ openedAt: Instant, _ incident: Incident?, at sequence: CommitSequence
    ) throws(IncidentError) -> Incident {
        if let incident {
            guard incident.version == change.expectedVersion else {
                throw refusal(
                    of: change, .versionConflict,
                    "the incident is at version \(incident.version), not \(change.expectedVersion); read it again")
            }
            guard incident.investigation.isClosed, !incident.isForgotten, openedAt == incident.openedAt else {
                throw refusal(of: change, .wrongState, "only an incident that is closed can be forgotten, and only once")
            }
        } else if change.expectedVersion != 0 {
            throw refusal(of: change, .unknown, "there is no such incident; open it first")
        }
        var first = change
        first.expectedVersion = 0
        var left = Incident(change.incident, title: title, as: .controller, openedAt: openedAt)
        left.investigation = .closed
        left.lastRecordedAt = change.recordedAt
        left.timeline = [IncidentEvent(first, sequence: sequence)]
        return left
    }

    /// The incident that the events come to; nil when they do not begin with an opening or do not fit each other.
    static func projecting(_ events: some Sequence<IncidentEvent>) -> Incident? {
        var incident: Incident?
        for event in events {
            guard let next = try? applying(event.change, to: incident, at: event.sequence) else { return nil }
            incident = next
        }
        return incident
    }

    private static func isRepeated(_ change: IncidentChange, of incident: Incident) throws(IncidentError) -> Bool {
        guard let key = change.key, let place = incident.timeline.firstIndex(where: { $0.change.key == key }) else {
            return false
        }
        // The lines that a change left stand one behind another.
        guard incident.timeline[place...].prefix(1 + change.further.count).map(\.change.step) == [change.step] + change.further
        else { throw refusal(of: change, .keyReused, "this key was used for another step; choose a new one for a new step") }
        return true
    }

    static func refusal(of change: IncidentChange, _ code: IncidentError.Code, _ message: String) -> IncidentError {
        IncidentError(code, message, incident: change.incident)
    }
}
