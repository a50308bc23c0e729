public import CustodyCore
public import CustodyModel

/// A register store of which chosen calls fail.
public struct FaultyRegisterStore: RegisterStore {
    private let base: any RegisterStore
    private let coordinator: any CommitCoordinator
    private let faults: StoreFaults

    /// Wraps a store.
    ///
    /// - Parameters:
    ///   - coordinator: what the store commits to: an entry that is to fail fails there, with its whole unit.
    public init(_ base: any RegisterStore, committingTo coordinator: any CommitCoordinator, faults: StoreFaults) {
        self.base = base
        self.coordinator = coordinator
        self.faults = faults
    }

    /// Stages an entry, or one that fails when the unit commits.
    public func stage(appending entry: SealedEntry, over former: SealedEntry?, in unit: inout UnitOfWork) {
        faults.stage(StoreCall.Registers.stage, .registers, to: coordinator, in: &unit)
        base.stage(appending: entry, over: former, in: &unit)
    }

    /// Some of all entries.
    public func scan(_ register: RegisterName, after: RegisterPosition?, limit: Int) async throws -> [SealedEntry] {
        try await faults.perform(StoreCall.Registers.scan) { try await base.scan(register, after: after, limit: limit) }
    }

    /// Some of the latest entries of each key.
    public func snapshot(_ register: RegisterName, after: RegisterPosition?, limit: Int) async throws -> [SealedEntry] {
        try await faults.perform(StoreCall.Registers.snapshot) { try await base.snapshot(register, after: after, limit: limit) }
    }
}
