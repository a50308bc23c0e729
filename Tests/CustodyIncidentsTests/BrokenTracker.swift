import CustodyIncidents
import CustodyLaw
import CustodyModel

/// A tracker that breaks one promise, to show that the promises notice.
struct BrokenTracker: IncidentTracker {
    enum Fault: String, CaseIterable, Sendable {
        case makesUpATime, letsTheLastWriterWin, measuresFromTheRecord, dropsTheTimeline, losesNotes, endlessPages
        case listsClosedOnes, closesAnything, forgivesLateness, tellsNobody, opensLazily
        case forgetsDeadlines, showsAllDeadlines, repeatsDeadlines, forgetsKeys, overwrites, forgetsFacts, letsGo,
            forgetsTheWork, hasNoRoom
    }

    let inner = InMemoryIncidentTracker(committingTo: MemoryCoordinator())
    let fault: Fault

    func stage(_ change: IncidentChange, in unit: inout UnitOfWork) throws -> Staged<IncidentOutcome> {
        var change = change
        switch (fault, change.step) {
        case (.letsTheLastWriterWin, .note): change.expectedVersion = 1
        case (.measuresFromTheRecord, .aware(_, let reason, _)):
            change.step = .aware(at: PartialInstant(change.recordedAt), reason: reason, under: [.gdpr])
        case (.forgivesLateness, .submit(let duty, let time, nil, let duties)):
            change.step = .submit(duty, at: time, lateReason: change.step.anyText, duties: duties)
        case (.forgetsKeys, _): change.key = nil
        case (.tellsNobody, .aware(let instant, let reason, let duties)):
            change.step = .aware(at: instant, reason: reason, duties: duties.filter { $0.due != nil })
        default: break
        }
        return inner.stage(change, in: &unit)
    }

    func incident(_ id: IncidentID) async throws -> Incident? {
        guard var incident = try await inner.incident(id) else { return nil }
        switch fault {
        case .makesUpATime: incident.detected = incident.detected ?? PartialInstant(incident.openedAt)
        case .dropsTheTimeline: incident.timeline = incident.timeline.suffix(1)
        case .losesNotes: incident.timeline.removeAll { $0.kind == .noted }
        case .closesAnything: incident.investigation = .closed
        case .opensLazily: incident.timeline = []
        case .overwrites: incident.timeline.removeAll { $0.supersededBy != nil }
        case .letsGo: incident.containments = []
        case .forgetsTheWork: incident.response = IncidentResponse()
        case .forgetsFacts: incident.facts = BreachFacts()
        default: break
        }
        return incident
    }

    func deadlines(until instant: Instant, after: DueObligation?, limit: Int) async throws -> [DueObligation] {
        if fault == .hasNoRoom, limit < 1 { return [] }
        let until = fault == .showsAllDeadlines ? Instant(milliseconds: .max) : instant
        let from = fault == .repeatsDeadlines ? nil : after
        let lines = try await inner.deadlines(until: until, after: from, limit: limit)
        return fault == .forgetsDeadlines ? Array(lines.dropFirst()) : lines
    }

    func incidents(openOnly: Bool, after: IncidentID?, limit: Int) async throws -> IncidentPage {
        try await inner.incidents(
            openOnly: openOnly && fault != .listsClosedOnes, after: after, limit: fault == .endlessPages ? .max : limit)
    }
}

extension IncidentChange.Step {
    fileprivate var anyText: SealedValue { SealedValue(key: KeyID(.zero, .text), keyVersion: 1, box: []) }
}
