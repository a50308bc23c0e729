public import CustodyModel
import Synchronization

/// Wrapped keys in memory.
public final class InMemoryKeyStore: KeyStore {
    private let state = Mutex(State())
    private let coordinator: any CommitCoordinator

    private struct State {
        var ledger = KeyLedger()
        var wrapped: [KeyID: WrappedKey] = [:]
        var nextSlot: UInt64 = 0
    }

    /// An empty store.
    public init(committingTo coordinator: any CommitCoordinator) { self.coordinator = coordinator }

    /// The wrapped key.
    public func wrapped(_ id: KeyID) async throws -> WrappedKey {
        try state.withLock { state in
            _ = try state.ledger.usable(id)
            guard let wrapped = state.wrapped[id] else { throw KeyError(.erased, "the key was destroyed", key: id) }
            return wrapped
        }
    }

    /// The owner's live keys.
    public func live(of owner: Handle) async throws -> [KeyClass: Bytes] { state.withLock { $0.ledger.live(of: owner) } }

    /// Stages new keys.
    public func stage(inserting keys: [NewKey], in unit: inout UnitOfWork) throws {
        let change = StagedChange(
            store: .keys, writes: Set(keys.map { ConflictKey(.keys, $0.id.owner.bytes) }),
            validate: { try self.state.withLock { try $0.ledger.validate(inserting: keys.map(\.id)) } },
            prepare: { _ in
                let allocations = self.state.withLock { state in
                    keys.map { key in
                        defer { state.nextSlot += 1 }
                        return KeyLedger.Allocation(slot: state.nextSlot, id: key.id, fingerprint: key.fingerprint)
                    }
                }
                let ledgerChange = KeyLedger.Change.allocated(allocations)
                return PreparedChange(bytes: try CBOR.encode(ledgerChange)) {
                    self.state.withLock { state in
                        for key in keys { state.wrapped[key.id] = key.wrapped }
                        state.ledger.apply(ledgerChange)
                    }
                    return ()
                }
            })
        _ = unit.add(change, to: coordinator, resultType: Void.self)
    }

    /// Stages the intent to destroy keys.
    public func stage(intendingToDestroy ids: [KeyID], in unit: inout UnitOfWork) throws {
        try stage(ids, in: &unit, validating: { try $0.validate(destroying: ids) }, change: KeyLedger.Change.intent)
    }

    /// Stages the note that keys are destroyed.
    public func stage(destroyed ids: [KeyID], in unit: inout UnitOfWork) throws {
        try stage(ids, in: &unit, validating: { _ in }, change: KeyLedger.Change.destroyed)
    }

    private func stage(
        _ ids: [KeyID], in unit: inout UnitOfWork, validating: @escaping @Sendable (KeyLedger) throws -> Void,
        change make: @escaping @Sendable ([KeyLedger.Allocation]) -> KeyLedger.Change
    ) throws {
        let change = StagedChange(
            store: .keys, writes: Set(ids.map { ConflictKey(.keys, $0.owner.bytes) }),
            validate: { try self.state.withLock { try validating($0.ledger) } },
            prepare: { _ in
                let ledgerChange = make(self.state.withLock { $0.ledger.allocations(of: ids) })
                return PreparedChange(bytes: try CBOR.encode(ledgerChange)) {
                    self.state.withLock { $0.ledger.apply(ledgerChange) }
                }
            })
        _ = unit.add(change, to: coordinator, resultType: Void.self)
    }

    /// Forgets the wrapped keys.
    public func overwrite(_ ids: [KeyID]) async throws {
        state.withLock { state in for id in ids { state.wrapped[id] = nil } }
    }

    /// Keys whose destruction was begun and not yet noted as done.
    public func unfinished() async throws -> [KeyID] { state.withLock { $0.ledger.ids(in: .destroying) } }

    /// How many keys are live, and how many were destroyed.
    public func counts() async throws -> (live: Int, destroyed: Int) {
        state.withLock { ($0.ledger.ids(in: .live).count, $0.ledger.ids(in: .destroyed).count) }
    }
}
