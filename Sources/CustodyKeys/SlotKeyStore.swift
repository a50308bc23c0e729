public import CustodyModel
import Synchronization

/// A key store of slots that are overwritten in place, with a ledger of what stands where.
///
/// The ledger's changes go through the commit and hold no key; the keys themselves go only to the slots.
public final class SlotKeyStore: KeyStore {
    private let state = Mutex(State())
    private let slots: any KeySlotStorage
    private let coordinator: any CommitCoordinator

    private struct State {
        var ledger = KeyLedger()
        var nextSlot: UInt64 = 0
    }

    /// A store over slots; what the ledger knows comes in by ``replay(_:at:)``.
    public init(slots: any KeySlotStorage, committingTo coordinator: any CommitCoordinator) {
        self.slots = slots
        self.coordinator = coordinator
    }

    /// A store in memory.
    public convenience init(committingTo coordinator: any CommitCoordinator) {
        self.init(slots: InMemoryKeySlots(), committingTo: coordinator)
    }

    /// What the store knows about its keys.
    public var ledger: KeyLedger { state.withLock { $0.ledger } }

    /// Takes in a change that was durable before this process began.
    public func replay(_ bytes: [UInt8], at sequence: CommitSequence) throws {
        let change = try CBOR.decode(KeyLedger.Change.self, from: bytes)
        state.withLock { state in
            state.ledger.apply(change, at: sequence)
            state.nextSlot = max(state.nextSlot, state.ledger.slotCount)
        }
    }

    /// The wrapped key.
    public func wrapped(_ id: KeyID) async throws -> WrappedKey {
        let entry = try state.withLock { try $0.ledger.usable(id) }
        return try slots.read(entry.slot, expecting: id, fingerprint: entry.fingerprint)
    }

    /// The owner's live keys.
    public func live(of owner: Handle) async throws -> [KeyClass: Bytes] { state.withLock { $0.ledger.live(of: owner) } }

    /// Stages new keys. Keys of one call stand in adjacent slots.
    public func stage(inserting keys: [NewKey], in unit: inout UnitOfWork) throws {
        let staged = StagedChange(
            store: .keys, writes: Self.conflicts(keys.map(\.id)),
            validate: { try self.state.withLock { try $0.ledger.validate(inserting: keys.map(\.id)) } },
            prepare: { sequence in
                // A slot that is counted here and never committed stays empty or is zeroed at open; it is not used again.
                let first = self.state.withLock { state in
                    defer { state.nextSlot += UInt64(keys.count) }
                    return state.nextSlot
                }
                let placed = zip(keys, first...).map { (key: $0, slot: $1) }
                let change = KeyLedger.Change.allocated(
                    placed.map { KeyLedger.Allocation(slot: $0.slot, id: $0.key.id, fingerprint: $0.key.fingerprint) })
                return PreparedChange(
                    bytes: try CBOR.encode(change),
                    slotWrites: try placed.flatMap { try self.slots.writes(for: $0.key, slot: $0.slot, at: sequence) },
                    apply: {
                        for (key, slot) in placed { self.slots.accept(key, slot: slot) }
                        self.state.withLock { $0.ledger.apply(change, at: sequence) }
                        return ()
                    })
            })
        _ = unit.add(staged, to: coordinator, resultType: Void.self)
    }

    /// Stages the intent to destroy keys.
    public func stage(intendingToDestroy ids: [KeyID], in unit: inout UnitOfWork) throws {
        stage(ids, in: &unit, validating: { try $0.validate(destroying: ids) }, as: KeyLedger.Change.intent)
    }

    /// Stages the note that keys are destroyed.
    public func stage(destroyed ids: [KeyID], in unit: inout UnitOfWork) throws {
        stage(ids, in: &unit, validating: { _ in }, as: KeyLedger.Change.destroyed)
    }

    private func stage(
        _ ids: [KeyID], in unit: inout UnitOfWork, validating: @escaping @Sendable (KeyLedger) throws -> Void,
        as makeChange: @escaping @Sendable ([KeyLedger.Allocation]) -> KeyLedger.Change
    ) {
        let staged = StagedChange(
            store: .keys, writes: Self.conflicts(ids),
            validate: { try self.state.withLock { try validating($0.ledger) } },
            prepare: { sequence in
                let change = makeChange(self.state.withLock { $0.ledger.allocations(of: ids) })
                return PreparedChange(bytes: try CBOR.encode(change)) {
                    self.state.withLock { $0.ledger.apply(change, at: sequence) }
                    return ()
                }
            })
        _ = unit.add(staged, to: coordinator, resultType: Void.self)
    }

    private static func conflicts(_ ids: [KeyID]) -> Set<ConflictKey> {
        Set(ids.map { ConflictKey(.keys, $0.owner.bytes) })
    }

    /// Destroys keys whose intent is durable.
    public func overwrite(_ ids: [KeyID]) async throws {
        let entries = state.withLock { state in ids.compactMap { state.ledger.entries[$0] } }
        guard entries.allSatisfy({ $0.state != .live }) else {
            throw KeyError(.conflict, "a key is destroyed only after the intent is durable; commit the intent first")
        }
        // Each slot says in which commit its own destruction was decided: several erasures may be finished together.
        for (sequence, gone) in Dictionary(grouping: entries, by: \.changedAt).sorted(by: { $0.key < $1.key }) {
            try await slots.overwrite(gone.map(\.slot), at: sequence)
        }
    }

    /// Keys whose destruction was begun and not yet noted as done.
    public func unfinished() async throws -> [KeyID] { state.withLock { $0.ledger.ids(in: .destroying) } }

    /// How many keys are live, and how many were destroyed.
    public func counts() async throws -> (live: Int, destroyed: Int) {
        state.withLock { ($0.ledger.ids(in: .live).count, $0.ledger.ids(in: .destroyed).count) }
    }
}
