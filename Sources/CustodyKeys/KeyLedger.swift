public import CustodyModel

/// What a store knows about its keys without holding any: which exist, which are destroyed, and where they stand.
public struct KeyLedger: Sendable {
    /// Where a key stands and how it fares.
    public struct Entry: Hashable, Sendable {
        /// The number of its slot.
        public var slot: UInt64
        /// Tells it from other keys.
        public var fingerprint: Bytes
        /// How it fares.
        public var state: State
        /// The commit since which it fares so.
        public var changedAt: CommitSequence
    }

    /// How a key fares.
    public enum State: Hashable, Sendable {
        /// It can be used.
        case live
        /// Its destruction is durable as an intent.
        case destroying
        /// It is gone.
        case destroyed
    }

    /// A change, as it is written: never with key bytes.
    public enum Change: Codable, Sendable {
        /// Keys stand in slots.
        case allocated([Allocation])
        /// Keys are to be destroyed.
        case intent([Allocation])
        /// Keys are gone.
        case destroyed([Allocation])
    }

    /// A key and its slot.
    public struct Allocation: Hashable, Sendable, Codable {
        /// The number of its slot.
        public var slot: UInt64
        /// Whose key, and which.
        public var id: KeyID
        /// Tells it from other keys.
        public var fingerprint: Bytes

        /// A key and its slot.
        public init(slot: UInt64, id: KeyID, fingerprint: Bytes) {
            self.slot = slot
            self.id = id
            self.fingerprint = fingerprint
        }
    }

    /// Every key that was ever made.
    public private(set) var entries: [KeyID: Entry] = [:]
    private var owned: [Handle: Set<KeyClass>] = [:]
    /// One past the highest slot in use.
    public private(set) var slotCount: UInt64 = 0

    /// An empty ledger.
    public init() {}

    /// The owner's keys that are live.
    public func live(of owner: Handle) -> [KeyClass: Bytes] {
        var live: [KeyClass: Bytes] = [:]
        for keyClass in owned[owner] ?? [] {
            if let entry = entries[KeyID(owner, keyClass)], entry.state == .live { live[keyClass] = entry.fingerprint }
        }
        return live
    }

    /// The entry of a key that can be used.
    ///
    /// - Throws: ``KeyError`` with `absent` or `erased`.
    public func usable(_ id: KeyID) throws(KeyError) -> Entry {
        guard let entry = entries[id] else { throw KeyError(.absent, "no such key was made", key: id) }
        guard entry.state == .live else { throw KeyError(.erased, "the key was destroyed", key: id) }
        return entry
    }

    /// The keys with their slots, for a change that names them.
    public func allocations(of ids: [KeyID]) -> [Allocation] {
        ids.compactMap { id in entries[id].map { Allocation(slot: $0.slot, id: id, fingerprint: $0.fingerprint) } }
    }

    /// The keys in a state, in the order of their slots.
    public func ids(in state: State) -> [KeyID] {
        entries.filter { $0.value.state == state }.sorted { $0.value.slot < $1.value.slot }.map(\.key)
    }

    /// Throws when keys cannot be inserted because they exist or existed.
    public func validate(inserting ids: [KeyID]) throws(KeyError) {
        for id in ids where entries[id] != nil {
            throw KeyError(.conflict, "the owner has or had a key of this class; read again and retry", key: id)
        }
    }

    /// Throws when a key to destroy is not there.
    public func validate(destroying ids: [KeyID]) throws(KeyError) {
        for id in ids { _ = try usable(id) }
    }

    /// Takes a change in. What was destroyed stays so, whatever a copied change says.
    public mutating func apply(_ change: Change, at sequence: CommitSequence) {
        switch change {
        case .allocated(let allocations):
            for new in allocations where entries[new.id] == nil {
                entries[new.id] = Entry(slot: new.slot, fingerprint: new.fingerprint, state: .live, changedAt: sequence)
                owned[new.id.owner, default: []].insert(new.id.keyClass)
                slotCount = max(slotCount, new.slot &+ 1)
            }
        case .intent(let allocations): advance(allocations, to: .destroying, at: sequence)
        case .destroyed(let allocations): advance(allocations, to: .destroyed, at: sequence)
        }
    }

    private mutating func advance(_ allocations: [Allocation], to state: State, at sequence: CommitSequence) {
        for gone in allocations {
            guard var entry = entries[gone.id], entry.state != .destroyed else { continue }
            // The slot's last word is the intent's commit, so the note of completion does not move it.
            if state == .destroying { entry.changedAt = sequence }
            entry.state = state
            entries[gone.id] = entry
        }
    }
}
