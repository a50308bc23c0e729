import CustodyModel

/// What the resident tracker holds.
struct IncidentState: StoreState {
    static let tag = StoreTag.incidents

    private(set) var incidents: [IncidentID: Incident] = [:]
    private var opened: [IncidentID] = []
    private var places: [IncidentID: Int] = [:]
    /// Every change that was taken, from which the rest follows.
    private var taken: [Taken] = []

    private struct Taken: Codable {
        var change: IncidentChange
        var sequence: CommitSequence

        private enum CodingKeys: String, CodingKey {
            case change = "c"
            case sequence = "q"
        }
    }

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
            taken.append(Taken(change: change, sequence: sequence))
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

extension IncidentState: VisitableState {
    /// There are few incidents: they stay in memory, and what is saved are the changes that made them.
    mutating func visit(_ visitor: inout some StateVisitor) throws {
        guard visitor.isRestoring else { return try visitor.visit(small: &taken) }
        var restored: [Taken] = []
        try visitor.visit(small: &restored)
        for line in restored { apply(line.change, at: line.sequence) }
    }
}
