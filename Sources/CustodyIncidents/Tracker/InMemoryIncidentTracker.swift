public import CustodyModel

/// A tracker whose state is resident in memory. A `MemoryCoordinator` keeps it for the life of the process; a
/// file backend gives its own coordinator and replays what it wrote.
public final class InMemoryIncidentTracker: IncidentTracker {
    private let store: ResidentStore<IncidentState>

    /// A tracker without incidents.
    public init(committingTo coordinator: any CommitCoordinator) {
        store = ResidentStore(IncidentState(), committingTo: coordinator)
    }

    /// Takes in a change that was durable before this process began.
    ///
    /// - Throws: `CBORError` or `DecodingError` when the bytes are no change that this version knows.
    public func replay(_ bytes: [UInt8], at sequence: CommitSequence) throws { try store.replay(bytes, at: sequence) }

    /// Adds a change to the unit.
    @discardableResult
    public func stage(_ change: IncidentChange, in unit: inout UnitOfWork) -> Staged<IncidentOutcome> {
        store.stage(change, in: &unit)
    }

    /// The incident of that name.
    public func incident(_ id: IncidentID) async throws -> Incident? { try store.read { $0.incidents[id] } }

    /// Incidents in the order in which they were opened.
    public func incidents(openOnly: Bool, after: IncidentID?, limit: Int) async throws -> IncidentPage {
        try store.read { try $0.page(openOnly: openOnly, after: after, limit: max(1, limit)) }
    }

    /// What is owed by an instant, earliest first.
    public func deadlines(until instant: Instant, after: DueObligation?, limit: Int) async throws -> [DueObligation] {
        try store.read { state in
            Array(state.due.prefix(max(1, limit), after: after).prefix { $0.due <= instant })
        }
    }
}

extension InMemoryIncidentTracker: KeptStore {
    package func snapshot() -> any VisitableState { store.snapshot }
    package func visit(_ visitor: inout some StateVisitor) throws { try store.visit(&visitor) }
}
