public import CustodyModel
import Synchronization

/// A key store of slots that are overwritten in place, with a ledger of what stands where.
///
/// The ledger's changes go through the commit and hold no key; the keys themselves go only to the slots.
public final class SlotKeyStore: KeyStore {
    private let state: Mutex<State>
    private let slots: any KeySlotStorage
    private let coordinator: any CommitCoordinator

    private struct State {
        var ledger: KeyLedger
        var nextSlot: UInt64 = 0
        /// Keys that replay brought, until they are asked for.
        var replayed: [KeyID] = []
        /// Why the ledger can be trusted no more: a change was taken in by half.
        var failure: (any Error)?

        func read<Result>(_ body: (KeyLedger) throws -> Result) throws -> Result {
            if let failure { throw failure }
            return try body(ledger)
        }

        mutating func apply(_ change: KeyLedger.Change, at sequence: CommitSequence) throws {
            do { try ledger.apply(change, at: sequence) } catch {
                failure = error
                throw error
            }
            nextSlot = max(nextSlot, ledger.slotCount)
        }
    }

    /// A store over slots; what the ledger knows comes in by ``replay(_:at:)``.
    public convenience init(slots: any KeySlotStorage, committingTo coordinator: any CommitCoordinator) {
        self.init(slots: slots, committingTo: coordinator, rows: nil)
    }

    /// As above, with the ledger's rows in `rows`.
    package init(slots: any KeySlotStorage, committingTo coordinator: any CommitCoordinator, rows: (any RowLog)?) {
        state = Mutex(State(ledger: KeyLedger(in: rows)))
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
        try state.withLock { state in
            try state.apply(change, at: sequence)
            if case .allocated(let allocations) = change { state.replayed += allocations.map(\.id) }
        }
    }

    /// The keys that replay brought; afterwards they are forgotten.
    package func takeReplayed() -> [KeyID] {
        state.withLock { state in
            defer { state.replayed = [] }
            return state.replayed
        }
    }

    /// The wrapped key.
    public func wrapped(_ id: KeyID) async throws -> WrappedKey {
        let entry = try state.withLock { try $0.read { try $0.usable(id) } }
        return try slots.read(entry.slot, expecting: id, fingerprint: entry.fingerprint)
    }

    /// The owner's live keys.
    public func live(of owner: Handle) async throws -> [KeyClass: Bytes] {
        try state.withLock { try $0.read { try $0.live(of: owner) } }
    }

    /// Stages new keys. Keys of one call stand in adjacent slots.
    public func stage(inserting keys: [NewKey], in unit: inout UnitOfWork) throws {
        let staged = StagedChange(
            store: .keys, writes: Self.conflicts(keys.map(\.id)),
            validate: { try self.state.withLock { try $0.read { try $0.validate(inserting: keys.map(\.id)) } } },
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
                        try self.state.withLock { try $0.apply(change, at: sequence) }
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
            validate: { try self.state.withLock { try $0.read(validating) } },
            prepare: { sequence in
                let change = makeChange(try self.state.withLock { try $0.read { try $0.allocations(of: ids) } })
                return PreparedChange(bytes: try CBOR.encode(change)) {
                    try self.state.withLock { try $0.apply(change, at: sequence) }
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
        let entries = try state.withLock { try $0.read { ledger in try ids.compactMap { try ledger.entry(of: $0) } } }
        guard entries.allSatisfy({ $0.state != .live }) else {
            throw KeyError(.conflict, "a key is destroyed only after the intent is durable; commit the intent first")
        }
        // Each slot says in which commit its own destruction was decided: several erasures may be finished together.
        for (sequence, gone) in Dictionary(grouping: entries, by: \.changedAt).sorted(by: { $0.key < $1.key }) {
            try await slots.overwrite(gone.map(\.slot), at: sequence)
        }
    }

    /// Keys whose destruction was begun and not yet noted as done.
    public func unfinished() async throws -> [KeyID] { try state.withLock { try $0.read(\.destroying) } }

    /// How many keys are live, and how many were destroyed.
    public func counts() async throws -> (live: Int, destroyed: Int) {
        try state.withLock { try $0.read(\.counts) }
    }
}

extension SlotKeyStore: KeptStore {
    package func snapshot() throws -> any VisitableState { try state.withLock { try $0.read { $0 } } }

    package func visit(_ visitor: inout some StateVisitor) throws {
        try state.withLock { state in
            try state.ledger.visit(&visitor)
            state.nextSlot = max(state.nextSlot, state.ledger.slotCount)
        }
    }
}
