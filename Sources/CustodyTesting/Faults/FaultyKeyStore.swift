public import CustodyKeys
public import CustodyModel

/// A key store of which chosen calls fail.
public struct FaultyKeyStore: KeyStore {
    private let base: any KeyStore
    private let faults: StoreFaults

    /// Wraps a key store.
    public init(_ base: any KeyStore, faults: StoreFaults) {
        self.base = base
        self.faults = faults
    }

    /// The wrapped key.
    public func wrapped(_ id: KeyID) async throws -> WrappedKey {
        try await faults.perform(StoreCall.Keys.wrapped) { try await base.wrapped(id) }
    }

    /// The owner's live keys as they are wrapped.
    public func wrapped(of owner: Handle) async throws -> [KeyClass: WrappedKey] {
        try await faults.perform(StoreCall.Keys.wrappedOfOwner) { try await base.wrapped(of: owner) }
    }

    /// The live keys of each of the owners as they are wrapped.
    public func wrapped(ofEach owners: [Handle]) async throws -> [[KeyClass: WrappedKey]] {
        try await faults.perform(StoreCall.Keys.wrappedOfEach) { try await base.wrapped(ofEach: owners) }
    }

    /// How many destructions were decided.
    public func destructionCount() async throws -> UInt64? {
        try await faults.perform(StoreCall.Keys.destructionCount) { try await base.destructionCount() }
    }

    /// The owner's live keys.
    public func live(of owner: Handle) async throws -> [KeyClass: Bytes] {
        try await faults.perform(StoreCall.Keys.live) { try await base.live(of: owner) }
    }

    /// Stages new keys.
    public func stage(inserting keys: [NewKey], in unit: inout UnitOfWork) throws {
        try faults.perform(StoreCall.Keys.insert) { try base.stage(inserting: keys, in: &unit) }
    }

    /// Stages the intent to destroy keys.
    public func stage(intendingToDestroy ids: [KeyID], in unit: inout UnitOfWork) throws {
        try faults.perform(StoreCall.Keys.intend) { try base.stage(intendingToDestroy: ids, in: &unit) }
    }

    /// Destroys keys whose intent is durable.
    public func overwrite(_ ids: [KeyID]) async throws {
        try await faults.perform(StoreCall.Keys.overwrite) { try await base.overwrite(ids) }
    }

    /// Stages the note that keys are destroyed.
    public func stage(destroyed ids: [KeyID], in unit: inout UnitOfWork) throws {
        try faults.perform(StoreCall.Keys.destroyed) { try base.stage(destroyed: ids, in: &unit) }
    }

    /// Keys whose destruction was begun and not yet noted as done.
    public func unfinished() async throws -> [KeyID] {
        try await faults.perform(StoreCall.Keys.unfinished) { try await base.unfinished() }
    }

    /// Some of the live keys.
    public func wrappings(after cursor: UInt64?, limit: Int) async throws -> WrappingPage {
        try await faults.perform(StoreCall.Keys.wrappings) { try await base.wrappings(after: cursor, limit: limit) }
    }

    /// Puts other wrappings in place.
    public func rewrap(_ keys: [NewKey]) async throws -> Int {
        try await faults.perform(StoreCall.Keys.rewrap) { try await base.rewrap(keys) }
    }

    /// Refuses new keys under other versions.
    public func accept(only version: UInt16?) { base.accept(only: version) }

    /// How many keys are live, and how many were destroyed.
    public func counts() async throws -> (live: Int, destroyed: Int) {
        try await faults.perform(StoreCall.Keys.counts) { try await base.counts() }
    }
}
