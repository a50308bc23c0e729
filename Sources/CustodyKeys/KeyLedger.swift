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
    public enum State: UInt8, Hashable, Sendable, Codable {
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

    /// The keys that one owner has or had, by class.
    private struct Owned: Codable, RowValue {
        /// In the order of their classes: an owner has few.
        private(set) var keys: [(keyClass: UInt8, entry: Entry)] = []

        subscript(keyClass: UInt8) -> Entry? {
            get { keys.first { $0.keyClass == keyClass }?.entry }
            set {
                let place = keys.firstIndex { $0.keyClass >= keyClass } ?? keys.count
                if place < keys.count, keys[place].keyClass == keyClass { keys.remove(at: place) }
                if let newValue { keys.insert((keyClass, newValue), at: place) }
            }
        }

        struct Line: Codable {
            var keyClass: UInt8
            var slot: UInt64
            var fingerprint: Bytes
            var state: State
            var changedAt: CommitSequence

            private enum CodingKeys: String, CodingKey {
                case keyClass = "k"
                case slot = "s"
                case fingerprint = "f"
                case state = "t"
                case changedAt = "q"
            }
        }

        init() {}

        init(from decoder: any Decoder) throws {
            for line in try decoder.singleValueContainer().decode([Line].self) {
                self[line.keyClass] = Entry(
                    slot: line.slot, fingerprint: line.fingerprint, state: line.state, changedAt: line.changedAt)
            }
        }

        /// Tells this form from CBOR, of which the keys are a list. They are read with every decision.
        private static let form: UInt8 = 1

        /// `form || n || n × (class || state || slot || changed || fingerprint)`
        func encodedRow() throws -> [UInt8] {
            var writer = RowWriter(capacity: 8 + keys.count * 56)
            writer.integer(Self.form)
            try writer.count(keys.count)
            for (keyClass, entry) in keys {
                writer.integer(keyClass)
                writer.integer(entry.state.rawValue)
                writer.integer(entry.slot)
                writer.integer(entry.changedAt.rawValue)
                try writer.content(entry.fingerprint.array)
            }
            return writer.bytes
        }

        init(row: [UInt8]) throws {
            guard var reader = RowReader(row, form: Self.form) else {
                self = try CBOR.decode(Self.self, from: row)
                return
            }
            let count = Int(try reader.integer(UInt16.self))
            keys.reserveCapacity(min(count, 256))
            for _ in 0..<count {
                let keyClass: UInt8 = try reader.integer()
                guard let state = State(rawValue: try reader.integer()) else { throw RowError("a key fares in an unknown way") }
                let (slot, changed) = (try reader.integer(UInt64.self), try reader.integer(UInt64.self))
                self[keyClass] = Entry(
                    slot: slot, fingerprint: Bytes(try reader.content()), state: state,
                    changedAt: CommitSequence(rawValue: changed))
            }
            guard reader.isAtEnd, keys.count == count else { throw RowError("an owner's keys cannot be read") }
        }

        func encode(to encoder: any Encoder) throws {
            let lines = keys.map { keyClass, entry in
                Line(
                    keyClass: keyClass, slot: entry.slot, fingerprint: entry.fingerprint, state: entry.state,
                    changedAt: entry.changedAt)
            }
            var container = encoder.singleValueContainer()
            try container.encode(lines)
        }
    }

    /// What is counted as it changes.
    private struct Sums: Codable {
        var slots: UInt64 = 0
        var live = 0
        var destroyed = 0
        /// Few at any time: an intent is carried out at once, or at the next open.
        var destroying: [Allocation] = []
    }

    private var owners: Table<Handle, Owned>
    private var sums = Sums()

    /// An empty ledger in memory.
    public init() { self.init(in: nil) }

    /// An empty ledger; its rows stand in memory when there is no log.
    package init(in log: (any RowLog)?) { owners = Table(.keys, in: log) }

    /// One past the highest slot in use.
    public var slotCount: UInt64 { sums.slots }

    /// How many keys are live, and how many were destroyed.
    public var counts: (live: Int, destroyed: Int) { (sums.live, sums.destroyed) }

    /// The keys whose destruction was begun and is not noted as done, in the order of their slots.
    public var destroying: [KeyID] { sums.destroying.sorted { $0.slot < $1.slot }.map(\.id) }

    /// The entry of a key that exists or existed.
    public func entry(of id: KeyID) throws -> Entry? { try owners.value(id.owner)?[id.keyClass.rawValue] }

    /// Every key that was ever made; it reads them all.
    public func forEach(_ body: (KeyID, Entry) throws -> Void) throws {
        try owners.forEach { owner, owned in
            for (keyClass, entry) in owned.keys { try body(KeyID(owner, KeyClass(rawValue: keyClass)), entry) }
        }
    }

    /// The owner's keys that are live.
    public func live(of owner: Handle) throws -> [KeyClass: Bytes] {
        var live: [KeyClass: Bytes] = [:]
        for (keyClass, entry) in try owners.value(owner)?.keys ?? [] where entry.state == .live {
            live[KeyClass(rawValue: keyClass)] = entry.fingerprint
        }
        return live
    }

    /// The same for somebody who asks about owners whose keys were made one after another.
    func nearby() -> KeyLedger {
        var ledger = self
        ledger.owners = owners.nearby()
        return ledger
    }

    /// Where an owner's keys stand that can be used, in the order of their classes.
    public func usable(of owner: Handle) throws -> [Allocation] {
        guard let owned = try owners.value(owner) else { return [] }
        var usable: [Allocation] = []
        usable.reserveCapacity(owned.keys.count)
        for (keyClass, entry) in owned.keys where entry.state == .live {
            usable.append(
                Allocation(
                    slot: entry.slot, id: KeyID(owner, KeyClass(rawValue: keyClass)), fingerprint: entry.fingerprint))
        }
        return usable
    }

    /// The entry of a key that can be used.
    ///
    /// - Throws: ``KeyError`` with `absent` or `erased`.
    public func usable(_ id: KeyID) throws -> Entry {
        guard let entry = try entry(of: id) else { throw KeyError(.absent, "no such key was made", key: id) }
        guard entry.state == .live else { throw KeyError(.erased, "the key was destroyed", key: id) }
        return entry
    }

    /// The keys with their slots, for a change that names them.
    public func allocations(of ids: [KeyID]) throws -> [Allocation] {
        try ids.compactMap { id in
            try entry(of: id).map { Allocation(slot: $0.slot, id: id, fingerprint: $0.fingerprint) }
        }
    }

    /// Throws when keys cannot be inserted because they exist or existed.
    public func validate(inserting ids: [KeyID]) throws {
        for id in ids where try entry(of: id) != nil {
            throw KeyError(.conflict, "the owner has or had a key of this class; read again and retry", key: id)
        }
    }

    /// Throws when a key to destroy is not there.
    public func validate(destroying ids: [KeyID]) throws {
        for id in ids { _ = try usable(id) }
    }

    /// Takes a change in. What was destroyed stays so, whatever a copied change says.
    ///
    /// - Throws: only when what is kept of an owner cannot be read.
    public mutating func apply(_ change: Change, at sequence: CommitSequence) throws {
        switch change {
        case .allocated(let allocations):
            for new in allocations {
                var owned = try owners.value(new.id.owner) ?? Owned()
                guard owned[new.id.keyClass.rawValue] == nil else { continue }
                owned[new.id.keyClass.rawValue] = Entry(
                    slot: new.slot, fingerprint: new.fingerprint, state: .live, changedAt: sequence)
                try owners.set(owned, for: new.id.owner)
                sums.slots = max(sums.slots, new.slot &+ 1)
                sums.live += 1
            }
        case .intent(let allocations): try advance(allocations, to: .destroying, at: sequence)
        case .destroyed(let allocations): try advance(allocations, to: .destroyed, at: sequence)
        }
    }

    private mutating func advance(_ allocations: [Allocation], to state: State, at sequence: CommitSequence) throws {
        for gone in allocations {
            guard var owned = try owners.value(gone.id.owner), var entry = owned[gone.id.keyClass.rawValue],
                entry.state != .destroyed
            else { continue }
            if entry.state == .live { sums.live -= 1 }
            sums.destroying.removeAll { $0.id == gone.id }
            switch state {
            case .live: sums.live += 1
            // The slot's last word is the intent's commit, so the note of completion does not move it.
            case .destroying:
                entry.changedAt = sequence
                sums.destroying.append(Allocation(slot: entry.slot, id: gone.id, fingerprint: entry.fingerprint))
            case .destroyed: sums.destroyed += 1
            }
            entry.state = state
            owned[gone.id.keyClass.rawValue] = entry
            try owners.set(owned, for: gone.id.owner)
        }
    }
}

extension KeyLedger: VisitableState {
    /// Shows every part to the visitor.
    package mutating func visit(_ visitor: inout some StateVisitor) throws {
        try owners.visit(&visitor)
        try visitor.visit(small: &sums)
    }
}
