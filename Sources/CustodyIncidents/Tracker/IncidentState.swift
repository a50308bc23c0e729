import CustodyModel

/// What the resident tracker holds.
struct IncidentState: StoreState {
    static let tag = StoreTag.incidents

    private(set) var incidents: [IncidentID: Incident] = [:]
    private var opened: [IncidentID] = []
    private var places: [IncidentID: Int] = [:]
    /// The incidents that are not closed, by their place in the order.
    private var unclosed = OrderedChunks<Int>()
    /// What is owed by when, over all incidents.
    private(set) var due = OrderedChunks<DueObligation>()

    static func conflicts(of change: IncidentChange) -> (reads: Set<ConflictKey>, writes: Set<ConflictKey>) {
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
            index(incident, before: before)
            return .applied(version: incident.version)
        } catch {
            // It was valid by itself, so an earlier change of the same unit met the same incident. Replay answers the same.
            return .refused(error.code)
        }
    }

    private mutating func index(_ incident: Incident, before: Incident?) {
        let (old, new) = (before?.dueObligations ?? [], incident.dueObligations)
        for line in old where !new.contains(line) { due.remove(line) }
        for line in new where !old.contains(line) { due.insert(line) }
        guard let place = places[incident.id] else { return }
        if incident.investigation.isClosed { unclosed.remove(place) } else { unclosed.insert(place) }
    }

    func page(openOnly: Bool, after: IncidentID?, limit: Int) throws -> IncidentPage {
        var last: Int?
        if let after {
            guard let place = places[after] else {
                throw IncidentError(.unknown, "there is no incident to continue after; begin anew", incident: after)
            }
            last = place
        }
        // One more than asked for tells whether another page follows.
        let wanted = limit < .max ? limit + 1 : limit
        let next = last.map { $0 + 1 } ?? 0
        let found = openOnly ? unclosed.prefix(wanted, after: last) : Array((next..<opened.count).prefix(wanted))
        let page = found.prefix(limit).compactMap { incidents[opened[$0]] }
        return IncidentPage(incidents: page, next: found.count > limit ? page.last?.id : nil)
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
