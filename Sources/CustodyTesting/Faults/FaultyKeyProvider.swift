public import Crypto
public import CustodyKeys
public import CustodyModel

/// A key provider of which chosen calls fail, as those of a service elsewhere do.
public struct FaultyKeyProvider: KeyProvider {
    private let base: any KeyProvider
    private let faults: StoreFaults

    /// Wraps a provider.
    public init(_ base: any KeyProvider, faults: StoreFaults) {
        self.base = base
        self.faults = faults
    }

    /// The version that new wrappings use.
    public func currentVersion() async throws -> UInt16 {
        try await faults.perform(StoreCall.Provider.currentVersion) { try await base.currentVersion() }
    }

    /// Wraps a key.
    public func wrap(_ key: SymmetricKey, context: [UInt8]) async throws -> WrappedKey {
        try await faults.perform(StoreCall.Provider.wrap) { try await base.wrap(key, context: context) }
    }

    /// Opens a wrapping.
    public func unwrap(_ wrapped: WrappedKey, context: [UInt8]) async throws -> SymmetricKey {
        try await faults.perform(StoreCall.Provider.unwrap) { try await base.unwrap(wrapped, context: context) }
    }

    /// Destroys every version but these.
    public func retire(allBut versions: Set<UInt16>) async throws -> [UInt16] {
        try await faults.perform(StoreCall.Provider.retire) { try await base.retire(allBut: versions) }
    }

    /// Takes note of a store.
    public func note(_ store: Handle) async throws {
        try await faults.perform(StoreCall.Provider.note) { try await base.note(store) }
    }

    /// The stores of which note was taken.
    public func notedStores() async throws -> Set<Handle> {
        try await faults.perform(StoreCall.Provider.notedStores) { try await base.notedStores() }
    }

    /// Takes back that stores were noted.
    public func forget(_ stores: Set<Handle>) async throws {
        try await faults.perform(StoreCall.Provider.forget) { try await base.forget(stores) }
    }
}
