import CustodyLaw
import CustodyModel

extension StepTaking {
    /// Takes in what the laws ask now: new duties, periods that have started, and ends that come earlier.
    func open(_ duties: [OpenedDuty], in incident: inout Incident) {
        incident.obligations.reserveCapacity(max(incident.obligations.count, duties.count))
        for duty in duties {
            guard let place = incident.obligations.firstIndex(where: { $0.duty == duty.duty }) else {
                incident.obligations.append(Obligation(duty, state: Self.state(of: duty, in: incident)))
                continue
            }
            move(&incident.obligations[place], to: duty, in: incident)
        }
    }

    /// A dated duty runs whatever an assessment will say: notifying is the law's default.
    private static func state(of duty: OpenedDuty, in incident: Incident) -> Obligation.State {
        duty.due != nil || incident.owes(duty) == true ? Obligation.owed(duty) : .notAssessed
    }

    private func move(_ obligation: inout Obligation, to duty: OpenedDuty, in incident: Incident) {
        let isEarlier = duty.due.map { $0 < obligation.opened.due ?? $0.adding(milliseconds: 1) } ?? false
        let startsNow = duty.isStarted && !obligation.opened.isStarted
        guard isEarlier || startsNow else { return }
        // It was released while it waited, and what it waited for came after all.
        let isOwedAfterAll =
            startsNow && Self.leavesNoWay(obligation.opened, in: incident) && Self.leavesNoWay(duty, in: incident)
        obligation.opened = duty
        switch obligation.state {
        case .waiting, .notAssessed: obligation.state = Self.state(of: duty, in: incident)
        case .due, .undated: obligation.state = Obligation.owed(duty)
        // What was met may turn out to have been late.
        case .submitted(let time, _, let reason): obligation.state = Obligation.met(duty, at: time, reason)
        case .notRequired where isOwedAfterAll: obligation.state = Obligation.owed(duty)
        case .notRequired: break
        }
    }

    /// Whether what is known owes the duty, and the law knows no exception.
    private static func leavesNoWay(_ duty: OpenedDuty, in incident: Incident) -> Bool {
        incident.owes(duty) == true && !duty.hasExceptions
    }

    /// The duties that what is known owes, exceptions aside.
    func owedDuties(of incident: Incident) -> Set<DutyID> {
        Set(incident.obligations.lazy.filter { incident.owes($0.opened) == true }.map(\.duty))
    }

    /// What was found not to be owed, or was not known to be, under other facts may be owed now. Nothing is released here: that is
    /// a person's decision, and it stands where the step alters nothing about the duty: it was owed before, and an exception frees from it.
    func reviewObligations(of incident: inout Incident, owedBefore: Set<DutyID>) {
        for place in incident.obligations.indices {
            let opened = incident.obligations[place].opened
            switch incident.obligations[place].state {
            case .notRequired where owedBefore.contains(opened.duty): break
            case .notAssessed, .notRequired:
                if incident.owes(opened) == true { incident.obligations[place].state = Obligation.owed(opened) }
            case .waiting, .due, .undated, .submitted: break
            }
        }
    }

    /// Meets, releases or explains one duty.
    func settle(in incident: inout Incident) throws(IncidentError) {
        switch change.step {
        case .submit(let duty, let time, let reason, let duties):
            let place = try find(duty, in: incident)
            try submit(&incident.obligations[place], at: time, reason, of: incident.occurred)
            open(duties, in: &incident)
        case .notRequired(let duty, let reason):
            let place = try find(duty, in: incident)
            let isOwed = incident.owes(incident.obligations[place].opened)
            try release(&incident.obligations[place], isOwed: isOwed, reason)
        case .explainLateness(let duty, let reason):
            let place = try find(duty, in: incident)
            // What came late may also be more that was submitted after the duty was met in time. It could be explained too when the time
            // of such a line was corrected, since that time was then taken for the duty's; what was written then is taken now.
            guard case .submitted(let time, let late, _) = incident.obligations[place].state,
                late || incident.obligations[place].hasLateSupplement
            else { throw wrongState("'\(duty)' was not met late") }
            incident.obligations[place].state = .submitted(at: time, late: late, reason: reason)
        default: break
        }
    }

    private func submit(
        _ obligation: inout Obligation, at time: PartialInstant, _ reason: SealedValue?, of occurred: PartialInstant?
    ) throws(IncidentError) {
        if let occurred, time.isCertainly(before: occurred) {
            throw refusal(.timeInvalid, "\(time) lies before it happened, \(occurred); correct that first")
        }
        if case .submitted = obligation.state {
            guard obligation.opened.isPhased else { throw wrongState("'\(obligation.duty)' is met already; add a note") }
            return obligation.supplements.append(time)
        }
        let state = Obligation.met(obligation.opened, at: time, reason)
        if case .submitted(_, true, nil) = state, obligation.opened.latenessNeedsReason {
            throw refusal(
                .lateReasonMissing, "'\(obligation.duty)' is late; it is still owed, with the reason for the delay")
        }
        obligation.state = state
    }

    private func release(
        _ obligation: inout Obligation, isOwed: Bool?, _ reason: SealedValue
    ) throws(IncidentError) {
        if case .submitted = obligation.state { throw wrongState("'\(obligation.duty)' is met already") }
        guard change.actor != nil else { throw refusal(.actorMissing, "name the person who decided") }
        // What the period waits for may never come, and then nothing is owed, whatever the assessment says.
        if !obligation.opened.mayNeverStart {
            guard let isOwed else {
                throw refusal(.notAssessed, "assess the breach before '\(obligation.duty)' is found not to be required")
            }
            guard !isOwed || obligation.opened.hasExceptions else {
                throw refusal(
                    .dutyOwed, "by the assessment '\(obligation.duty)' is owed; submit it, or assess the breach anew")
            }
        }
        obligation.state = .notRequired(reason: reason)
    }
}
