import CustodyLaw
import CustodyModel

/// One step as it is being taken.
struct StepTaking {
    let change: IncidentChange

    init(_ change: IncidentChange) { self.change = change }

    func apply(to incident: inout Incident) throws(IncidentError) {
        guard !incident.isForgotten else { throw wrongState("what it was is forgotten; open another incident") }
        if let time = change.step.time { try check(time) }
        switch change.step {
        case .note: break
        case .correct(let number, let time, _, _, let duties): try correct(number, time, duties ?? [], in: &incident)
        case .reopen:
            guard incident.investigation.isClosed else { throw wrongState("only a closed incident can be reopened") }
            incident.investigation = .reopened
        case .respond(let step) where step.outlastsClosing || !incident.investigation.isClosed:
            try respond(step, in: &incident)
        case _ where incident.investigation.isClosed:
            throw wrongState("the incident is closed; reopen it, or add a note")
        case .open: throw wrongState("the incident is open already")
        case .learn(let fact, let reason): try learn(fact, reason, in: &incident)
        case .determine(let determination, _): try determine(determination, in: &incident)
        case .aware(let time, let reason, let duties): try recordAwareness(at: time, reason, duties, in: &incident)
        case .decide(let trigger, let time, _, let duties): try decide(trigger, at: time, duties, in: &incident)
        case .assess(let breach, _): try assess(breach, in: &incident)
        case .advance(let investigation, _, _):
            guard investigation.isReachedByWork else { throw wrongState("'\(investigation)' has a step of its own") }
            guard investigation != incident.investigation else { throw wrongState("it is '\(investigation)' already") }
            incident.investigation = investigation
        case .submit, .notRequired, .explainLateness: try settle(in: &incident)
        case .send(let notice):
            if let duty = notice.duty { _ = try find(duty, in: incident) }
            try check(notice.at, after: incident.occurred)
            incident.sent.append(notice)
        case .receive(let receipt, let place):
            guard incident.sent.indices.contains(place) else { throw refusal(.eventUnknown, "no such notice was sent") }
            guard incident.sent[place].receipt == nil else { throw wrongState("there is a receipt already; add a note") }
            incident.sent[place].receipt = receipt
        case .contain, .release: try contain(in: &incident)
        case .close: try close(&incident)
        case .respond, .forget: break
        }
    }

    // MARK: Facts and decisions

    private func learn(_ fact: IncidentFact, _ reason: SealedValue?, in incident: inout Incident) throws(IncidentError) {
        let owed = owedDuties(of: incident)
        let isCorrection: Bool
        switch fact {
        case .occurred(let time):
            isCorrection = incident.occurred != nil
            incident.occurred = time
        case .detected(let time):
            isCorrection = incident.detected != nil
            incident.detected = time
        case .processorNotice(let time):
            isCorrection = incident.processorNotice != nil
            incident.processorNotice = time
        case .role(let role):
            isCorrection = true
            incident.role = role
        case .records(let count):
            isCorrection = false
            incident.records = count
        case .breach(let facts):
            isCorrection = false
            incident.facts = facts
        case .effects(let text):
            isCorrection = false
            incident.effects = text
        case .remedialAction(let text):
            isCorrection = false
            incident.remedialAction = text
        case .alert(let text):
            isCorrection = incident.alert != nil
            incident.alert = text
        case .drill(let plan):
            guard incident.version == 1 else {
                throw wrongState("an incident is a drill from the start or not at all; open another for the drill")
            }
            isCorrection = false
            incident.drill = plan
        }
        guard !isCorrection || reason != nil else {
            throw refusal(.reasonMissing, "this replaces what was recorded before; say why")
        }
        try checkOrder(of: incident)
        supersede(in: &incident) { step in if case .learn(let earlier, _) = step { earlier.kind == fact.kind } else { false } }
        reviewObligations(of: &incident, owedBefore: owed)
    }

    private func determine(_ determination: Determination, in incident: inout Incident) throws(IncidentError) {
        guard determination != .undetermined else { throw wrongState("a determination says whether it is an incident") }
        guard change.actor != nil else {
            throw refusal(.actorMissing, "a determination is a person's decision; name the person")
        }
        let owed = owedDuties(of: incident)
        incident.determination = determination
        supersede(in: &incident) { if case .determine = $0 { true } else { false } }
        reviewObligations(of: &incident, owedBefore: owed)
    }

    private func recordAwareness(
        at time: PartialInstant, _ reason: SealedValue, _ duties: [OpenedDuty], in incident: inout Incident
    ) throws(IncidentError) {
        guard let actor = change.actor else {
            throw refusal(.actorMissing, "awareness is a person's decision; name the person")
        }
        if let earlier = incident.awareness {
            // In another role we owe other duties, since the same time. Who decided that time, when and why stays as it is.
            if time == earlier.at, incident.timeline.tellRoleSinceAwareness { return open(duties, in: &incident) }
            guard time.earliest < earlier.at.earliest else {
                throw refusal(
                    .timeInvalid, "awareness is recorded at \(earlier.at); it can be found to be earlier, never later")
            }
        }
        incident.awareness = Awareness(at: time, reason: reason, decidedBy: actor, decidedAt: change.recordedAt)
        try checkOrder(of: incident)
        supersede(in: &incident) { if case .aware = $0 { true } else { false } }
        open(duties, in: &incident)
    }

    private func decide(
        _ trigger: Duty.Trigger, at time: PartialInstant, _ duties: [OpenedDuty], in incident: inout Incident
    ) throws(IncidentError) {
        guard change.actor != nil else { throw refusal(.actorMissing, "name the person who decided") }
        guard trigger != .awareness else { throw wrongState("awareness has a step of its own") }
        incident.decisions[trigger] = time
        try checkOrder(of: incident)
        supersede(in: &incident) { if case .decide(trigger, _, _, _) = $0 { true } else { false } }
        open(duties, in: &incident)
    }

    private func assess(_ breach: BreachAssessment, in incident: inout Incident) throws(IncidentError) {
        guard breach.isDecided else { throw wrongState("an assessment says whether personal data is concerned") }
        guard incident.role != .processor || breach.risk == nil else {
            throw wrongState("a processor judges no risk; it tells its controller (GDPR Art. 33(2))")
        }
        let owed = owedDuties(of: incident)
        incident.breach = breach
        supersede(in: &incident) { if case .assess = $0 { true } else { false } }
        reviewObligations(of: &incident, owedBefore: owed)
    }

    private func close(_ incident: inout Incident) throws(IncidentError) {
        let unmet = incident.unmetGuards
        guard unmet.isEmpty else {
            let list = unmet.map(\.description).joined(separator: "; ")
            throw IncidentError(.guardsUnmet, "before it is closed: \(list)", incident: incident.id, unmet: unmet)
        }
        incident.investigation = incident.determination == .notAnIncident ? .rejected : .closed
    }

    // MARK: The timeline

    private func correct(
        _ number: UInt64, _ time: PartialInstant?, _ duties: [OpenedDuty], in incident: inout Incident
    ) throws(IncidentError) {
        guard let place = incident.timeline.firstIndex(where: { $0.number == number }) else {
            throw refusal(.eventUnknown, "the timeline has no line \(number)")
        }
        guard incident.timeline[place].supersededBy == nil else {
            throw wrongState("line \(number) is superseded already; correct the line that holds")
        }
        let origin = incident.timeline.origin(of: number)
        switch origin?.change.step {
        case .note, .advance: break
        case .submit(let duty, _, _, _):
            if let time, let origin { try correct(duty, submittedIn: origin, to: time, in: &incident) }
            open(duties, in: &incident)
        default: throw wrongState("line \(number) is a decision or a fact: decide or learn it anew, which supersedes it")
        }
        incident.timeline[place].supersededBy = change.expectedVersion &+ 1
    }

    /// Corrects when a duty was met, or when more was submitted after that. The first line of a duty met it, and each later one has the
    /// place of its supplement, since what was submitted once stays so.
    private func correct(
        _ duty: DutyID, submittedIn line: IncidentEvent, to time: PartialInstant, in incident: inout Incident
    ) throws(IncidentError) {
        let place = try find(duty, in: incident)
        guard case .submitted(_, _, let reason) = incident.obligations[place].state else { return }
        try check(time, after: incident.occurred)
        let before = incident.timeline.submissions(of: duty, before: line)
        if before == 0 {
            incident.obligations[place].state = Obligation.met(incident.obligations[place].opened, at: time, reason)
        } else if incident.obligations[place].supplements.indices.contains(before - 1) {
            incident.obligations[place].supplements[before - 1] = time
        }
    }

    private func supersede(in incident: inout Incident, _ isSame: (IncidentChange.Step) -> Bool) {
        // Only the last of its kind can still hold, and before it an awareness that was taken once more for another role.
        var end = incident.timeline.endIndex
        while let place = incident.timeline[..<end].lastIndex(where: { isSame($0.change.step) }),
            incident.timeline[place].supersededBy == nil
        {
            incident.timeline[place].supersededBy = change.expectedVersion &+ 1
            end = place
        }
    }

    // MARK: What cannot be

    func check(_ time: PartialInstant) throws(IncidentError) {
        guard !time.isCertainly(after: change.recordedAt) else {
            throw refusal(.timeInvalid, "\(time) lies after the time of recording; leave out what is not known")
        }
    }

    private func check(_ time: PartialInstant, after occurred: PartialInstant?) throws(IncidentError) {
        guard let occurred, time.isCertainly(before: occurred) else { return }
        throw refusal(.timeInvalid, "\(time) lies before it happened, \(occurred); correct that first")
    }

    /// It happened, was noticed, and we became aware, in this order, as far as what is known can tell.
    func checkOrder(of incident: Incident) throws(IncidentError) {
        let happened = (name: "it happened", time: incident.occurred)
        let noticed = (name: "it was noticed", time: incident.detected)
        let aware = (name: "we became aware", time: incident.awareness?.at)
        try check(noticed, after: happened)
        try check(aware, after: happened)
        try check(aware, after: noticed)
    }

    private func check(
        _ later: (name: String, time: PartialInstant?), after earlier: (name: String, time: PartialInstant?)
    ) throws(IncidentError) {
        guard let first = earlier.time, let second = later.time, second.isCertainly(before: first) else { return }
        throw refusal(
            .timeInvalid, "\(later.name) \(second), but \(earlier.name) \(first); correct the one that is wrong")
    }

    func find(_ duty: DutyID, in incident: Incident) throws(IncidentError) -> Int {
        guard let place = incident.obligations.firstIndex(where: { $0.duty == duty }) else {
            throw refusal(.dutyUnknown, "the incident has no duty '\(duty)'; duties open when awareness is recorded")
        }
        return place
    }

    func refusal(_ code: IncidentError.Code, _ message: String) -> IncidentError {
        IncidentRules.refusal(of: change, code, message)
    }

    func wrongState(_ message: String) -> IncidentError { refusal(.wrongState, message) }
}

extension [IncidentEvent] {
    /// Whether what we are to the data was learnt after the last awareness was recorded.
    fileprivate var tellRoleSinceAwareness: Bool {
        for event in reversed() {
            switch event.change.step {
            case .learn(.role, _): return true
            case .aware: return false
            default: continue
            }
        }
        return false
    }

    /// The line that a chain of corrections began with.
    func origin(of number: UInt64) -> IncidentEvent? {
        var number = number
        while let event = first(where: { $0.number == number }) {
            guard case .correct(let earlier, _, _, _, _) = event.change.step, earlier < number else { return event }
            number = earlier
        }
        return nil
    }

    /// The duty that a line met, or whose meeting it corrects; nil for other lines, and for more that was submitted once it was met.
    func dutyMet(in number: UInt64) -> DutyID? {
        guard let line = origin(of: number), case .submit(let duty, _, _, _) = line.change.step,
            submissions(of: duty, before: line) == 0
        else { return nil }
        return duty
    }

    /// How many times something was submitted for a duty before that line.
    func submissions(of duty: DutyID, before line: IncidentEvent) -> Int {
        self.count { event in
            if case .submit(duty, _, _, _) = event.change.step { event.number < line.number } else { false }
        }
    }
}
