import CustodyModel

/// What the resident tracker holds.
struct IncidentState: StoreState {
    static let tag = StoreTag.incidents

    private(set) var incidents: [IncidentID: Incident] = [:]
    private var opened: [IncidentID] = []
    private var places: [IncidentID: Int] = [:]

    func conflicts(of change: IncidentChange) -> (reads: Set<ConflictKey>, writes: Set<ConflictKey>) {
        ([], [ConflictKey(.incidents, change.incident.bytes)])
    }

    func validate(_ change: IncidentChange) throws {
        _ = try IncidentRules.applying(change, to: incidents[change.incident], at: .zero)
    }

    @discardableResult
    mutating func apply(_ change: IncidentChange, at sequence: CommitSequence) -> IncidentOutcome {
        do {
            let incident = try IncidentRules.applying(change, to: incidents[change.incident], at: sequence)
            if incidents.updateValue(incident, forKey: incident.id) == nil {
                places[incident.id] = opened.count
                opened.append(incident.id)
            }
            return .applied(version: incident.version)
        } catch {
            // It was valid by itself, so an earlier change of the same unit met the same incident. Replay answers the same.
            return .refused(error.code)
        }
    }

    func page(openOnly: Bool, after: IncidentID?, limit: Int) throws -> IncidentPage {
        var start = 0
        if let after {
            guard let place = places[after] else {
                throw IncidentError(.unknown, "there is no incident to continue after; begin anew", incident: after)
            }
            start = place + 1
        }
        var found: [Incident] = []
        for id in opened[start...] {
            guard let incident = incidents[id], !openOnly || incident.investigation != .closed else { continue }
            guard found.count < limit else { return IncidentPage(incidents: found, next: found.last?.id) }
            found.append(incident)
        }
        return IncidentPage(incidents: found, next: nil)
    }
}
