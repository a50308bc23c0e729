public import CustodyAccess
public import CustodyModel

/// A policy storage of which chosen calls fail.
public struct FaultyPolicyStorage: PolicyStorage {
    private let base: any PolicyStorage
    private let coordinator: any CommitCoordinator
    private let faults: StoreFaults

    /// Wraps a storage.
    ///
    /// - Parameters:
    ///   - coordinator: what the storage commits to: a change that is to fail fails there, with its whole unit.
    public init(_ base: any PolicyStorage, committingTo coordinator: any CommitCoordinator, faults: StoreFaults) {
        self.base = base
        self.coordinator = coordinator
        self.faults = faults
    }

    /// Stages a change, or one that fails when the unit commits.
    public func stage(_ change: PolicyChange, in unit: inout UnitOfWork) {
        faults.stage(StoreCall.Policies.stage, .access, to: coordinator, in: &unit)
        base.stage(change, in: &unit)
    }

    /// The policy in force.
    public func current() async throws -> StoredPolicy? {
        try await faults.perform(StoreCall.Policies.current) { try await base.current() }
    }

    /// Every policy that was adopted.
    public func history() async throws -> [StoredPolicy] {
        try await faults.perform(StoreCall.Policies.history) { try await base.history() }
    }

    /// Every change of access that was recorded.
    public func changes() async throws -> [StoredAccessChange] {
        try await faults.perform(StoreCall.Policies.changes) { try await base.changes() }
    }

    /// The keys of a principal.
    public func keys(of principal: PrincipalToken) async throws -> [PrincipalKey] {
        try await faults.perform(StoreCall.Policies.keys) { try await base.keys(of: principal) }
    }
}
