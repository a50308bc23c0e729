import CustodyModel

extension StepTaking {
    /// Holds something back, or lets it go again.
    func contain(in incident: inout Incident) throws(IncidentError) {
        guard let actor = change.actor else {
            throw refusal(.actorMissing, "containment is a person's decision; name the person")
        }
        switch change.step {
        case .contain(let measure, let reason):
            incident.containments.append(
                Containment(measure: measure, reason: reason, since: change.recordedAt, by: actor))
        case .release(let place, let reason):
            guard incident.containments.indices.contains(place) else {
                throw refusal(.eventUnknown, "the incident has no measure \(place)")
            }
            guard incident.containments[place].isInForce else { throw wrongState("measure \(place) is not in force") }
            incident.containments[place].release = Containment.Release(at: change.recordedAt, by: actor, reason: reason)
        default: break
        }
    }
}
