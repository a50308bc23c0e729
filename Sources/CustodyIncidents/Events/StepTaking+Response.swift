import CustodyModel

extension StepTaking {
    /// Takes a step of the response.
    func respond(_ step: ResponseStep, in incident: inout Incident) throws(IncidentError) {
        guard let actor = change.actor else { throw refusal(.actorMissing, "somebody did that; name the person") }
        let now = change.recordedAt
        switch step {
        case .assign(let role, let person):
            incident.response.assignments.append(RoleAssignment(role: role, person: person, from: now))
        case .relieve(let place):
            try alter(&incident.response.assignments, place) { assignment throws(IncidentError) in
                guard assignment.to == nil else { throw wrongState("that part has ended already") }
                assignment.to = max(now, assignment.from)
            }
        case .plan(let tasks): incident.response.tasks += tasks
        case .finish(let place): try settle(place, as: .done(at: now, by: actor), in: &incident)
        case .waive(let place, let reason):
            try settle(place, as: .waived(at: now, by: actor, reason: reason), in: &incident)
        case .escalate(let escalations): incident.response.escalations += escalations
        case .acknowledge(let place):
            try alter(&incident.response.escalations, place) { escalation throws(IncidentError) in
                guard escalation.acknowledgement == nil else { throw wrongState("that was acknowledged already") }
                escalation.acknowledgement = Escalation.Acknowledgement(at: now, by: actor)
            }
        case .collect(let evidence):
            guard evidence.custody.count == 1, evidence.isUnaltered else {
                throw wrongState("evidence begins with whoever collected it, and with its own digest")
            }
            incident.response.evidence.append(evidence)
        case .handOver(let place, let station):
            try alter(&incident.response.evidence, place) { evidence throws(IncidentError) in
                guard evidence.custody.last?.act != .destroyed else { throw wrongState("that evidence was destroyed") }
                if let last = evidence.custody.last, station.at.isCertainly(before: last.at) {
                    throw refusal(.timeInvalid, "\(station.at) lies before the station before it, \(last.at)")
                }
                evidence.custody.append(station)
            }
        case .review(let review):
            guard !review.findings.isEmpty else { throw wrongState("a review says what was found") }
            incident.response.review = review
            incident.investigation = .reviewed
        case .improve(let actions): incident.response.actions += actions
        case .carryOut(let place):
            try alter(&incident.response.actions, place) { action throws(IncidentError) in
                guard action.carriedOut == nil else { throw wrongState("that was carried out already") }
                action.carriedOut = ImprovementAction.Mark(at: now, by: actor)
            }
        case .verify(let place):
            try alter(&incident.response.actions, place) { action throws(IncidentError) in
                guard let done = action.carriedOut, action.verified == nil else {
                    throw wrongState("what is verified was carried out, and was not verified before")
                }
                guard done.by != actor else { throw wrongState("somebody else than who carried it out verifies it") }
                action.verified = ImprovementAction.Mark(at: now, by: actor)
            }
        }
    }

    private func settle(
        _ place: Int, as outcome: ResponseTask.Outcome, in incident: inout Incident
    ) throws(IncidentError) {
        try alter(&incident.response.tasks, place) { task throws(IncidentError) in
            guard task.outcome == nil else { throw wrongState("that task is settled already") }
            task.outcome = outcome
        }
    }

    private func alter<Element>(
        _ list: inout [Element], _ place: Int, _ body: (inout Element) throws(IncidentError) -> Void
    ) throws(IncidentError) {
        guard list.indices.contains(place) else { throw refusal(.eventUnknown, "the list has no place \(place)") }
        try body(&list[place])
    }
}
