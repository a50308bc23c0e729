import CustodyIncidents
import CustodyLaw
import CustodyModel

/// Leads one incident without a tracker. Times are hours after an arbitrary start.
struct IncidentDesk {
    let id = IncidentID(.zero)
    let text = SealedValue(key: KeyID(.zero, .text), keyVersion: 1, box: [1])

    /// A measure in force.
    var containment: Containment {
        Containment(measure: .stopExports, reason: text, since: hour(1), by: PrincipalToken(.zero))
    }

    func hour(_ hour: Int64) -> Instant { Instant(milliseconds: 1_790_000_000_000 + hour * 3_600_000) }
    func time(_ hour: Int64) -> PartialInstant { PartialInstant(self.hour(hour)) }

    func open(as role: Duty.Role = .controller, detected: Int64? = nil) -> IncidentChange.Step {
        .open(title: text, role: role, occurred: nil, detected: detected.map(time))
    }

    func determine(_ determination: Determination) -> IncidentChange.Step { .determine(determination, reason: text) }

    func aware(_ hour: Int64, under regimes: [Regime] = [.gdpr], as role: Duty.Role = .controller) -> IncidentChange.Step {
        .aware(at: time(hour), reason: text, under: regimes, as: role)
    }

    func submit(_ duty: DutyID, _ hour: Int64, late: Bool = false) -> IncidentChange.Step {
        .submit(duty, at: time(hour), lateReason: late ? text : nil, duties: [])
    }

    /// The incident after the steps, each recorded at the same hour or at its own.
    func incident(after steps: [IncidentChange.Step], recordedAt hour: Int64 = 1) throws -> Incident {
        try incident(after: steps.map { (hour, $0) })
    }

    func incident(after steps: [(Int64, IncidentChange.Step)]) throws -> Incident {
        var incident: Incident?
        for (hour, step) in steps { incident = try take(step, in: incident, at: hour) }
        guard let incident else { throw BrokenSetup() }
        return incident
    }

    func take(_ step: IncidentChange.Step, in incident: Incident?, at hour: Int64 = 100) throws -> Incident {
        let version = incident?.version ?? 0
        let change = IncidentChange(
            id, expecting: version, step, recordedAt: self.hour(hour), actor: PrincipalToken(.zero))
        return try IncidentRules.applying(change, to: incident, at: CommitSequence(rawValue: version + 1))
    }

    func close(_ incident: Incident) throws -> Incident { try take(.close(note: nil), in: incident) }

    /// The awareness and what the laws ask then, in one step.
    func aware(_ hour: Int64, of incident: Incident, under laws: LawBook, at place: LegalPlace? = nil) -> IncidentChange.Step {
        .aware(
            at: time(hour), reason: text,
            duties: incident.duties(under: laws, after: .awareness, at: time(hour), place: place))
    }

    struct BrokenSetup: Error {}
}
