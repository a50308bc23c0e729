public import CustodyIncidents
public import CustodyModel

/// A tracker of which chosen calls fail.
public struct FaultyIncidentTracker: IncidentTracker {
    private let base: any IncidentTracker
    private let faults: StoreFaults

    /// Wraps a tracker.
    public init(_ base: any IncidentTracker, faults: StoreFaults) {
        self.base = base
        self.faults = faults
    }

    /// Adds a change to the unit.
    @discardableResult
    public func stage(_ change: IncidentChange, in unit: inout UnitOfWork) throws -> Staged<IncidentOutcome> {
        try faults.perform(StoreCall.Incidents.stage) { try base.stage(change, in: &unit) }
    }

    /// The incident of that name.
    public func incident(_ id: IncidentID) async throws -> Incident? {
        try await faults.perform(StoreCall.Incidents.incident) { try await base.incident(id) }
    }

    /// Incidents in the order in which they were opened.
    public func incidents(openOnly: Bool, after: IncidentID?, limit: Int) async throws -> IncidentPage {
        try await faults.perform(StoreCall.Incidents.incidents) {
            try await base.incidents(openOnly: openOnly, after: after, limit: limit)
        }
    }

    /// What is owed by an instant.
    public func deadlines(until instant: Instant, after: DueObligation?, limit: Int) async throws -> [DueObligation] {
        try await faults.perform(StoreCall.Incidents.deadlines) {
            try await base.deadlines(until: instant, after: after, limit: limit)
        }
    }
}
