import CustodyAccess
import CustodyCore
import CustodyIncidents
import CustodyModel
import Synchronization

/// Marks in memory what changes what decisions rest on, as a backend does that several processes share.
final class MemoryAuthority: AuthorityMark {
    private let coordinator: any CommitCoordinator
    private let last = Mutex(CommitSequence.zero)

    init(committingTo coordinator: any CommitCoordinator) { self.coordinator = coordinator }

    func newest() async throws -> CommitSequence { last.withLock { $0 } }

    func newestWithinCommit() throws -> CommitSequence { last.withLock { $0 } }

    func stageChange(in unit: inout UnitOfWork) {
        let change = StagedChange(
            store: .registers, validate: {},
            prepare: { sequence in PreparedChange(bytes: []) { self.last.withLock { $0 = max($0, sequence) } } })
        _ = unit.add(change, to: coordinator, resultType: Void.self)
    }

    /// The backends with this mark, and stores that set it.
    func marking(_ backends: Backends) -> Backends {
        var marking = backends
        marking.authority = self
        marking.policies = MarkingPolicies(base: backends.policies, mark: self)
        marking.incidents = MarkingIncidents(base: backends.incidents, mark: self)
        return marking
    }
}

private struct MarkingPolicies: PolicyStorage {
    let base: any PolicyStorage
    let mark: MemoryAuthority

    func stage(_ change: PolicyChange, in unit: inout UnitOfWork) {
        base.stage(change, in: &unit)
        if case .enroll = change { return }
        mark.stageChange(in: &unit)
    }

    func current() async throws -> StoredPolicy? { try await base.current() }
    func history() async throws -> [StoredPolicy] { try await base.history() }
    func changes() async throws -> [StoredAccessChange] { try await base.changes() }
    func keys(of principal: PrincipalToken) async throws -> [PrincipalKey] { try await base.keys(of: principal) }
}

private struct MarkingIncidents: IncidentTracker {
    let base: any IncidentTracker
    let mark: MemoryAuthority

    func stage(_ change: IncidentChange, in unit: inout UnitOfWork) throws -> Staged<IncidentOutcome> {
        for step in [change.step] + change.further {
            switch step {
            case .contain, .release: mark.stageChange(in: &unit)
            default: break
            }
        }
        return try base.stage(change, in: &unit)
    }

    func incident(_ id: IncidentID) async throws -> Incident? { try await base.incident(id) }
    func incidents(openOnly: Bool, after: IncidentID?, limit: Int) async throws -> IncidentPage {
        try await base.incidents(openOnly: openOnly, after: after, limit: limit)
    }
    func deadlines(until instant: Instant, after: DueObligation?, limit: Int) async throws -> [DueObligation] {
        try await base.deadlines(until: instant, after: after, limit: limit)
    }
}
