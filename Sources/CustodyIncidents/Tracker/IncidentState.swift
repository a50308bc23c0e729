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
            let before = incidents[change.incident]
            let incident = try IncidentRules.applying(change, to: before, at: sequence)
            if incident.version == before?.version { return .repeated(version: incident.version) }
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
            guard let incident = incidents[id], !openOnly || !incident.investigation.isClosed else { continue }
            guard found.count < limit else { return IncidentPage(incidents: found, next: found.last?.id) }
            found.append(incident)
        }
        return IncidentPage(incidents: found, next: nil)
    }
}

extension IncidentState: VisitableState {
    private struct Saved: Codable {
        var change: IncidentChange
        var sequence: CommitSequence

        private enum CodingKeys: String, CodingKey {
            case change = "c"
            case sequence = "q"
        }
    }

    /// There are few incidents: they stay in memory, and what is saved are the changes that made them.
    mutating func visit(_ visitor: inout some StateVisitor) throws {
        guard !visitor.isRestoring else {
            var restored: [Saved] = []
            try visitor.visit(small: &restored)
            for line in restored { apply(line.change, at: line.sequence) }
            return
        }
        var saved = opened.flatMap { id in
            (incidents[id]?.timeline ?? []).map { Saved(change: $0.change, sequence: $0.sequence) }
        }
        try visitor.visit(small: &saved)
    }
}
