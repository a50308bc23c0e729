public import CustodyModel
import Synchronization

/// A key store of slots that are overwritten in place, with a ledger of what stands where.
///
/// The ledger's changes go through the commit and hold no key; the keys themselves go only to the slots.
public final class SlotKeyStore: KeyStore {
    private let state: Mutex<State>
    private let slots: any KeySlotStorage
    private let coordinator: any CommitCoordinator
    private let rows: (any RowLog)?
    /// Slots are overwritten by one at a time: a wrapping that is replaced must not come back over a destroyed key.
    private let gate = SerialGate()

    private struct State {
        var ledger: KeyLedger
        var nextSlot: UInt64 = 0
        /// Keys that replay brought, until they are asked for.
        var replayed: [KeyID] = []
        /// The one version of the key-encryption key under which new keys may be wrapped; nil while any may.
        var version: UInt16?
        /// How many destructions were decided.
        var destructions: UInt64 = 0
        /// Why the ledger can be trusted no more: a change was taken in by half.
        var failure: (any Error)?

        func read<Result>(_ body: (KeyLedger) throws -> Result) throws -> Result {
            if let failure { throw failure }
            return try body(ledger)
        }

        func validate(inserting keys: [NewKey]) throws {
            try read { try $0.validate(inserting: keys.map(\.id)) }
            guard let version, let former = keys.first(where: { $0.wrapped.version != version }) else { return }
            throw KeyError(
                .conflict, "the key-encryption key was replaced while the key was made; make it again", key: former.id)
        }

        mutating func apply(_ change: KeyLedger.Change, at sequence: CommitSequence) throws {
            do { try ledger.apply(change, at: sequence) } catch {
                failure = error
                throw error
            }
            nextSlot = max(nextSlot, ledger.slotCount)
            if case .intent = change { destructions += 1 }
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
        self.rows = rows
    }

    /// A store in memory.
    public convenience init(committingTo coordinator: any CommitCoordinator) {
        self.init(slots: InMemoryKeySlots(), committingTo: coordinator)
    }

    /// What the store knows about its keys.
    public var ledger: KeyLedger { state.withLock { $0.ledger } }

    /// The same for whoever reads much of it: the rows that it leads to stay readable as long as the hold is kept.
    package func heldLedger() throws -> (ledger: KeyLedger, hold: (any RowHold)?) {
        let hold = rows?.hold()
        return (try state.withLock { try $0.read { $0 } }, hold)
    }

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

    /// The owner's live keys as they are wrapped: what is known of them is read once.
    public func wrapped(of owner: Handle) async throws -> [KeyClass: WrappedKey] {
        try wrapped(of: owner, in: try usable(of: owner))
    }

    /// The live keys of each of the owners, as the ledger says when it is asked. Others go on using it: what is destroyed meanwhile may be
    /// among them, which ``destructionCount()`` tells.
    public func wrapped(ofEach owners: [Handle]) async throws -> [[KeyClass: WrappedKey]] {
        let (ledger, hold) = try heldLedger()
        defer { withExtendedLifetime(hold) {} }
        let near = ledger.nearby()
        let placed = try owners.map { try near.usable(of: $0) }
        do {
            let keys = try slots.read(ofEach: placed)
            if keys.count == owners.count { return keys }
        } catch let error as KeyError where error.code == .damaged {}
        // Something was destroyed since it was looked up, or is damaged: whose it is shows when they are read one by one. Nobody is passed
        // over for a storage that answers for fewer.
        return try zip(owners, placed).map { try wrapped(of: $0, in: $1) }
    }

    private func usable(of owner: Handle) throws -> [KeyLedger.Allocation] {
        try state.withLock { try $0.read { try $0.usable(of: owner) } }
    }

    private func wrapped(of owner: Handle, in placed: [KeyLedger.Allocation]) throws -> [KeyClass: WrappedKey] {
        do { return try slots.read(placed) } catch {
            // What was destroyed since it was looked up is not there any more.
            let now = try usable(of: owner)
            guard now != placed else { throw error }
            return try slots.read(now)
        }
    }

    /// How many destructions were decided since the store was opened.
    public func destructionCount() async throws -> UInt64? { state.withLock { $0.destructions } }

    /// The owner's live keys.
    public func live(of owner: Handle) async throws -> [KeyClass: Bytes] {
        try state.withLock { try $0.read { try $0.live(of: owner) } }
    }

    /// Stages new keys. Keys of one call stand in adjacent slots.
    public func stage(inserting keys: [NewKey], in unit: inout UnitOfWork) throws {
        let staged = StagedChange(
            store: .keys, writes: Self.conflicts(keys.map(\.id)),
            validate: { try self.state.withLock { try $0.validate(inserting: keys) } },
            prepare: { sequence in
                // A slot that is counted here and never committed stays empty or is zeroed at open; it is not used again.
                let first = try self.state.withLock { state in
                    let first = state.nextSlot
                    let (next, overflow) = first.addingReportingOverflow(UInt64(keys.count))
                    guard !overflow else { throw KeyError(.damaged, "the slots are used up, which cannot be; run verify") }
                    state.nextSlot = next
                    return first
                }
                let placed = zip(keys, first...).map { (key: $0, slot: $1) }
                let change = KeyLedger.Change.allocated(
                    placed.map { KeyLedger.Allocation(slot: $0.slot, id: $0.key.id, fingerprint: $0.key.fingerprint) })
                return PreparedChange(
                    bytes: change.encoded(),
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
                return PreparedChange(bytes: change.encoded()) {
                    try self.state.withLock { try $0.apply(change, at: sequence) }
                    return ()
                }
            })
        _ = unit.add(staged, to: coordinator, resultType: Void.self)
    }

    private static func conflicts(_ ids: [KeyID]) -> Set<ConflictKey> {
        Set(ids.map { ConflictKey(.keys, of: $0.owner) })
    }

    /// Destroys keys whose intent is durable.
    public func overwrite(_ ids: [KeyID]) async throws {
        let entries = try state.withLock { try $0.read { ledger in try ids.compactMap { try ledger.entry(of: $0) } } }
        guard entries.allSatisfy({ $0.state != .live }) else {
            throw KeyError(.conflict, "a key is destroyed only after the intent is durable; commit the intent first")
        }
        // Each slot says in which commit its own destruction was decided: several erasures may be finished together.
        let groups = Dictionary(grouping: entries, by: \.changedAt).sorted { $0.key < $1.key }
        try await gate.enter { [slots] in
            for (sequence, gone) in groups { try await slots.overwrite(gone.map(\.slot), at: sequence) }
        }
    }

    /// Some of the live keys, in the order of their slots.
    public func wrappings(after cursor: UInt64?, limit: Int) async throws -> WrappingPage {
        let page = try await slots.keys(from: cursor ?? 0, limit: limit)
        return WrappingPage(try live(page.keys).map(\.key), next: page.next)
    }

    /// Those that the ledger knows as live where they stand.
    private func live(_ keys: [(slot: UInt64, key: NewKey)]) throws -> [(slot: UInt64, key: NewKey)] {
        try state.withLock { state in
            try state.read { ledger in
                try keys.filter { slot, key in
                    guard let entry = try ledger.entry(of: key.id) else { return false }
                    return entry.slot == slot && entry.state == .live
                }
            }
        }
    }

    /// Replaces wrappings in their slots.
    public func rewrap(_ keys: [NewKey]) async throws -> Int {
        try await gate.enter { [self] in
            // Only now is it known which are live: a destruction that was decided meanwhile has its turn after this one.
            let placed = try state.withLock { state in
                try state.read { ledger in
                    try keys.compactMap { key -> (slot: UInt64, key: NewKey)? in
                        guard let entry = try ledger.entry(of: key.id), entry.state == .live else { return nil }
                        guard entry.fingerprint == key.fingerprint else {
                            throw KeyError(
                                .damaged, "the wrapping is of another key than the one that stands there", key: key.id)
                        }
                        return (entry.slot, key)
                    }
                }
            }
            if !placed.isEmpty { try await slots.rewrap(placed) }
            return placed.count
        }
    }

    /// Does something while no key is destroyed or wrapped anew.
    package func exclusively<Result: Sendable>(_ body: @escaping @Sendable () async throws -> Result) async throws -> Result {
        try await gate.enter(body)
    }

    /// Refuses new keys under any other version from now on.
    public func accept(only version: UInt16?) { state.withLock { $0.version = version } }

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
