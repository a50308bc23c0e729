import CustodyLaw
public import CustodyModel

/// How a step alters an incident: pure, so that every backend answers alike.
public enum IncidentRules {
    /// The incident after the change.
    ///
    /// - Parameter incident: the incident as it is; nil when there is none of that name.
    /// - Throws: when the step does not fit; the incident then stays as it is.
    public static func applying(
        _ change: IncidentChange, to incident: Incident?, at sequence: CommitSequence
    ) throws(IncidentError) -> Incident {
        if case .open(let title, let occurredAt, let detectedAt) = change.step {
            return try opening(change, title, occurredAt, detectedAt, over: incident, at: sequence)
        }
        guard var incident else {
            throw refusal(of: change, .unknown, "there is no such incident; open it first")
        }
        guard incident.version == change.expectedVersion else {
            throw refusal(
                of: change, .versionConflict,
                "the incident is at version \(incident.version), not \(change.expectedVersion); read it again and decide anew")
        }
        var step = Step(change: change, sequence: sequence)
        try step.apply(to: &incident)
        incident.version += 1
        incident.timeline.append(step.line)
        return incident
    }

    private static func opening(
        _ change: IncidentChange, _ title: SealedValue, _ occurredAt: Instant?, _ detectedAt: Instant?,
        over existing: Incident?, at sequence: CommitSequence
    ) throws(IncidentError) -> Incident {
        guard existing == nil else { throw refusal(of: change, .exists, "the incident is open already; choose another name") }
        guard change.expectedVersion == 0 else {
            throw refusal(of: change, .versionConflict, "an incident that is opened has no version yet; expect 0")
        }
        for instant in [occurredAt, detectedAt].compactMap(\.self) where instant > change.recordedAt {
            throw refusal(of: change, .timeInvalid, "\(instant) lies after the opening; leave out what is not known")
        }
        let line = IncidentEvent(
            .opened, occurredAt: change.recordedAt, recordedAt: change.recordedAt, actor: change.actor, note: nil,
            sequence: sequence)
        return Incident(
            id: change.incident, title: title, openedAt: change.recordedAt, occurredAt: occurredAt, detectedAt: detectedAt,
            timeline: [line])
    }

    static func refusal(of change: IncidentChange, _ code: IncidentError.Code, _ message: String) -> IncidentError {
        IncidentError(code, message, incident: change.incident)
    }
}

/// One step as it is being taken, with the line that it leaves.
private struct Step {
    let change: IncidentChange
    var line: IncidentEvent

    init(change: IncidentChange, sequence: CommitSequence) {
        self.change = change
        line = IncidentEvent(
            .noted, occurredAt: change.recordedAt, recordedAt: change.recordedAt, actor: change.actor, note: nil,
            sequence: sequence)
    }

    mutating func apply(to incident: inout Incident) throws(IncidentError) {
        switch change.step {
        case .note(let text): leave(.noted, text)
        case .reopen(let reason):
            guard incident.investigation == .closed else { throw wrongState("only a closed incident can be reopened") }
            incident.investigation = .open
            leave(.reopened, reason)
        case _ where incident.investigation == .closed:
            throw wrongState("the incident is closed; reopen it, or add a note")
        case .open: throw wrongState("the incident is open already")
        case .aware(let instant, let reason, let duties): try recordAwareness(at: instant, reason, duties, in: &incident)
        case .assess(let breach, let reason): try assess(breach, reason, in: &incident)
        case .contain(let instant, let note):
            guard incident.investigation == .open else { throw wrongState("the incident is contained already") }
            try leave(.contained, note, at: instant)
            incident.investigation = .contained
        case .submit(let duty, let instant, let reason):
            let place = try find(duty, in: incident)
            try submit(&incident.obligations[place], at: instant, reason)
        case .notRequired(let duty, let reason):
            let place = try find(duty, in: incident)
            try release(&incident.obligations[place], from: incident.breach, reason)
        case .explainLateness(let duty, let reason):
            let place = try find(duty, in: incident)
            guard case .submitted(let instant, true, _) = incident.obligations[place].state else {
                throw wrongState("'\(duty)' was not met late")
            }
            incident.obligations[place].state = .submitted(at: instant, late: true, reason: reason)
            leave(.latenessExplained, reason)
        case .close(let note):
            let unmet = incident.unmetGuards
            guard unmet.isEmpty else {
                let list = unmet.map(\.description).joined(separator: "; ")
                throw IncidentError(.guardsUnmet, "before it is closed: \(list)", incident: incident.id, unmet: unmet)
            }
            incident.investigation = .closed
            leave(.closed, note)
        }
    }

    private mutating func recordAwareness(
        at instant: Instant, _ reason: SealedValue, _ duties: [OpenedDuty], in incident: inout Incident
    ) throws(IncidentError) {
        guard change.actor != nil else {
            throw IncidentRules.refusal(of: change, .actorMissing, "awareness is a person's decision; name the person")
        }
        if let earlier = incident.awareAt, instant >= earlier {
            throw IncidentRules.refusal(
                of: change, .timeInvalid, "awareness is recorded at \(earlier); it can be found to be earlier, never later")
        }
        try leave(.aware, reason, at: instant)
        incident.awareAt = instant
        var known = Set(incident.obligations.map(\.duty))
        for duty in duties where known.insert(duty.duty).inserted {
            // A dated duty runs from the awareness, whatever an assessment will say: notifying is the law's default.
            let isOpen = duty.due != nil || duty.threshold == nil || duty.isOwed(by: incident.breach) == true
            incident.obligations.append(Obligation(duty, state: isOpen ? Obligation.owed(duty) : .notAssessed))
        }
        for duty in duties { move(duty, in: &incident) }
    }

    /// Takes over an earlier due time, also for what was met: it may turn out to have been late.
    private func move(_ duty: OpenedDuty, in incident: inout Incident) {
        guard let place = incident.obligations.firstIndex(where: { $0.duty == duty.duty }), let due = duty.due,
            due < incident.obligations[place].opened.due ?? due
        else { return }
        incident.obligations[place].opened = duty
        switch incident.obligations[place].state {
        case .due: incident.obligations[place].state = .due(due)
        case .submitted(let instant, _, let reason):
            incident.obligations[place].state = .submitted(at: instant, late: instant > due, reason: reason)
        case .notAssessed, .undated, .notRequired: break
        }
    }

    private mutating func assess(
        _ breach: BreachAssessment, _ reason: SealedValue?, in incident: inout Incident
    ) throws(IncidentError) {
        guard breach.isDecided else { throw wrongState("an assessment says whether personal data is concerned") }
        incident.breach = breach
        for place in incident.obligations.indices {
            let obligation = incident.obligations[place]
            guard obligation.opened.isOwed(by: breach) == true else { continue }
            switch obligation.state {
            // What was found not to be owed under another assessment is owed anew.
            case .notAssessed, .notRequired: incident.obligations[place].state = Obligation.owed(obligation.opened)
            case .due, .undated, .submitted: break
            }
        }
        leave(.assessed, reason)
    }

    private mutating func submit(
        _ obligation: inout Obligation, at instant: Instant, _ reason: SealedValue?
    ) throws(IncidentError) {
        if case .submitted = obligation.state { throw wrongState("'\(obligation.duty)' is met already; add a note") }
        let isLate = obligation.opened.due.map { instant > $0 } ?? false
        guard !isLate || reason != nil || !obligation.opened.latenessNeedsReason else {
            throw IncidentRules.refusal(
                of: change, .lateReasonMissing, "'\(obligation.duty)' is late; it is still owed, with the reason for the delay")
        }
        try leave(.submitted, reason, at: instant)
        obligation.state = .submitted(at: instant, late: isLate, reason: reason)
    }

    private mutating func release(
        _ obligation: inout Obligation, from breach: BreachAssessment, _ reason: SealedValue
    ) throws(IncidentError) {
        if case .submitted = obligation.state { throw wrongState("'\(obligation.duty)' is met already") }
        guard let isOwed = obligation.opened.isOwed(by: breach) else {
            throw IncidentRules.refusal(
                of: change, .notAssessed, "assess the breach before '\(obligation.duty)' is found not to be required")
        }
        guard !isOwed || obligation.opened.hasExceptions else {
            throw IncidentRules.refusal(
                of: change, .dutyOwed, "by the assessment '\(obligation.duty)' is owed; submit it, or assess the breach anew")
        }
        obligation.state = .notRequired(reason: reason)
        leave(.notRequired, reason)
    }

    private func find(_ duty: DutyID, in incident: Incident) throws(IncidentError) -> Int {
        guard let place = incident.obligations.firstIndex(where: { $0.duty == duty }) else {
            throw IncidentRules.refusal(
                of: change, .dutyUnknown, "the incident has no duty '\(duty)'; duties open when awareness is recorded")
        }
        return place
    }

    private mutating func leave(_ kind: IncidentEvent.Kind, _ note: SealedValue?) {
        line.kind = kind
        line.note = note
    }

    private mutating func leave(_ kind: IncidentEvent.Kind, _ note: SealedValue?, at instant: Instant) throws(IncidentError) {
        guard instant <= change.recordedAt else {
            throw IncidentRules.refusal(of: change, .timeInvalid, "\(instant) lies after the time of recording")
        }
        leave(kind, note)
        line.occurredAt = instant
    }

    private func wrongState(_ message: String) -> IncidentError { IncidentRules.refusal(of: change, .wrongState, message) }
}
