public import CustodyModel

/// Policies and keys resident in memory. What makes them last is the coordinator.
public final class InMemoryPolicyStorage: PolicyStorage {
    private let store: ResidentStore<PolicyState>

    /// An empty storage whose changes `coordinator` commits.
    public init(committingTo coordinator: any CommitCoordinator) {
        store = ResidentStore(PolicyState(), committingTo: coordinator)
    }

    /// Stages a change.
    public func stage(_ change: PolicyChange, in unit: inout UnitOfWork) { store.stage(change, in: &unit) }

    /// The policy in force.
    public func current() async throws -> StoredPolicy? { try store.read { $0.policies.last } }

    /// Every policy that was adopted, the oldest first.
    public func history() async throws -> [StoredPolicy] { try store.read { $0.policies } }

    /// Every change of access that was recorded, the oldest first.
    public func changes() async throws -> [StoredAccessChange] { try store.read { $0.changes } }

    /// The keys of a principal, the oldest first.
    public func keys(of principal: PrincipalToken) async throws -> [PrincipalKey] {
        try store.read { $0.keys[principal] ?? [] }
    }

    /// Takes in a change that was durable before this process began.
    public func replay(_ bytes: [UInt8], at sequence: CommitSequence) throws { try store.replay(bytes, at: sequence) }

    /// What is kept, to be compared in tests.
    var state: PolicyState { store.snapshot }
}

extension InMemoryPolicyStorage: KeptStore {
    package func snapshot() -> any VisitableState { store.snapshot }
    package func visit(_ visitor: inout some StateVisitor) throws { try store.visit(&visitor) }
}
