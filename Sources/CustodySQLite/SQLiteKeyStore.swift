#if SQLite
    import CustodyFiles
    public import CustodyKeys
    public import CustodyModel
    import GRDB
    import Synchronization

    /// Wrapped keys in a file of slots, and in a table what is known about them.
    ///
    /// The keys do not stand in the database because a database cannot forget at once: `secure_delete` overwrites the page, but the
    /// write-ahead log keeps what the page was until it is written over itself, and so does every copy that was made of it. A slot is
    /// overwritten where it stands and synced. Slots are written within the transaction, so that no two processes do so beside each other.
    public final class SQLiteKeyStore: KeyStore, SQLiteStore {
        let coordinator: SQLiteCoordinator
        private let slots: KeySlotFile
        private let rewraps: RewrapFile
        /// The one version of the key-encryption key under which new keys may be wrapped; nil while any may.
        private let version = Mutex<UInt16?>(nil)

        init(_ coordinator: SQLiteCoordinator, slots: KeySlotFile, rewraps: RewrapFile) {
            self.coordinator = coordinator
            self.slots = slots
            self.rewraps = rewraps
        }

        /// How a key fares, as the table says it.
        private enum State: Int64 {
            case live = 0
            case destroying = 1
            case destroyed = 2
        }

        private struct Entry: Equatable {
            var slot: UInt64
            var fingerprint: Bytes
            var state: State
            var changed: CommitSequence
        }

        private static func entry(_ id: KeyID, _ database: Database) throws -> Entry? {
            guard
                let row = try database.row(
                    "SELECT slot, fingerprint, state, changed FROM key_entry WHERE owner = ? AND class = ?", id.owner.data,
                    Int64(id.keyClass.rawValue))
            else { return nil }
            guard let state = State(rawValue: try row.integer(2)) else {
                throw SQLiteStoreError(.corrupt, "a key is in a state that there is not")
            }
            return Entry(
                slot: try row.unsigned(0), fingerprint: Bytes(try row.bytes(1)), state: state, changed: try row.sequence(3))
        }

        private static func usable(_ id: KeyID, _ database: Database) throws -> Entry {
            guard let entry = try entry(id, database) else { throw KeyError(.absent, "no such key was made", key: id) }
            guard entry.state == .live else { throw KeyError(.erased, "the key was destroyed", key: id) }
            return entry
        }

        // MARK: Looking

        /// The wrapped key.
        public func wrapped(_ id: KeyID) async throws -> WrappedKey {
            do { return try await look(for: id) } catch let error as KeyError where error.code == .damaged {
                // The slot may have been written over since the table was read; what was destroyed is known to be by now.
                return try await look(for: id)
            }
        }

        private func look(for id: KeyID) async throws -> WrappedKey {
            let slots = self.slots
            return try await read { database in
                let entry = try Self.usable(id, database)
                return try slots.wrapped(entry.slot, expecting: id, fingerprint: entry.fingerprint)
            }
        }

        /// The owner's live keys.
        public func live(of owner: Handle) async throws -> [KeyClass: Bytes] {
            try await read { database in
                var live: [KeyClass: Bytes] = [:]
                for row in try database.rows(
                    "SELECT class, fingerprint FROM key_entry WHERE owner = ? AND state = 0", owner.data)
                { live[KeyClass(rawValue: try row.small(0))] = Bytes(try row.bytes(1)) }
                return live
            }
        }

        /// Keys whose destruction was begun and not yet noted as done.
        public func unfinished() async throws -> [KeyID] {
            try await read { database in
                try database.rows("SELECT owner, class FROM key_entry WHERE state = 1 ORDER BY slot")
                    .map { KeyID(try $0.handle(0), KeyClass(rawValue: try $0.small(1))) }
            }
        }

        /// Some of the live keys, in the order of their slots.
        public func wrappings(after cursor: UInt64?, limit: Int) async throws -> WrappingPage {
            let slots = self.slots
            return try await read { database in
                let page = try slots.keys(from: cursor ?? 0, limit: limit)
                let live = try page.keys.filter { slot, key in
                    guard let entry = try Self.entry(key.id, database) else { return false }
                    return entry.slot == slot && entry.state == .live
                }
                return WrappingPage(live.map(\.key), next: page.next)
            }
        }

        /// How many keys are live, and how many were destroyed.
        public func counts() async throws -> (live: Int, destroyed: Int) {
            try await read { database in
                (
                    try database.number("SELECT count(*) FROM key_entry WHERE state = 0"),
                    try database.number("SELECT count(*) FROM key_entry WHERE state = 2")
                )
            }
        }

        // MARK: Changing

        /// Stages new keys. Keys of one call stand in adjacent slots.
        public func stage(inserting keys: [NewKey], in unit: inout UnitOfWork) throws {
            let database = coordinator.database
            let change = StagedChange(
                store: .keys, validate: { try database.inTransaction { try self.validate(inserting: keys, $0) } },
                prepare: { sequence in
                    let writes = try database.inTransaction { database in
                        let first = try database.number("SELECT coalesce(max(slot) + 1, 0) FROM key_entry")
                        // Of two for one owner and class in this unit, the first stands.
                        let fresh = try keys.filter { try Self.entry($0.id, database) == nil }
                        return try zip(fresh, first...).map { key, slot in
                            try database.run(
                                "INSERT INTO key_entry VALUES (?, ?, ?, ?, 0, ?)", key.id.owner.data,
                                Int64(key.id.keyClass.rawValue), slot, key.fingerprint.data, sequence.number)
                            return try KeySlotFile.write(of: key, UInt64(slot), at: sequence.rawValue)
                        }
                    }
                    return PreparedChange(bytes: [], slotWrites: writes, apply: { () })
                })
            _ = unit.add(change, to: coordinator, resultType: Void.self)
        }

        private func validate(inserting keys: [NewKey], _ database: Database) throws {
            for key in keys where try Self.entry(key.id, database) != nil {
                throw KeyError(.conflict, "the owner has or had a key of this class; read again and retry", key: key.id)
            }
            guard let version = version.withLock({ $0 }), let former = keys.first(where: { $0.wrapped.version != version })
            else {
                return
            }
            throw KeyError(
                .conflict, "the key-encryption key was replaced while the key was made; make it again", key: former.id)
        }

        /// Stages the intent to destroy keys.
        public func stage(intendingToDestroy ids: [KeyID], in unit: inout UnitOfWork) throws {
            _ = stage(.keys, in: &unit, validate: { database in for id in ids { _ = try Self.usable(id, database) } }) {
                database, sequence in
                for id in ids {
                    try database.run(
                        "UPDATE key_entry SET state = 1, changed = ? WHERE owner = ? AND class = ? AND state <> 2",
                        sequence.number, id.owner.data, Int64(id.keyClass.rawValue))
                }
            }
        }

        /// Stages the note that keys are destroyed.
        public func stage(destroyed ids: [KeyID], in unit: inout UnitOfWork) throws {
            _ = stage(.keys, in: &unit) { database, _ in
                for id in ids {
                    // The slot's last word is the intent's commit, so the note of completion does not move it.
                    try database.run(
                        "UPDATE key_entry SET state = 2 WHERE owner = ? AND class = ?", id.owner.data,
                        Int64(id.keyClass.rawValue))
                }
            }
        }

        /// Destroys keys whose intent is durable.
        public func overwrite(_ ids: [KeyID]) async throws {
            let (slots, rewraps) = (self.slots, self.rewraps)
            try await coordinator.database.write { database in
                let entries = try ids.compactMap { try Self.entry($0, database) }
                guard entries.allSatisfy({ $0.state != .live }) else {
                    throw KeyError(
                        .conflict, "a key is destroyed only after the intent is durable; commit the intent first")
                }
                // Gone already unless taking it away failed; an erased key must not stand there.
                try rewraps.remove()
                try slots.write(entries.map { KeySlotFile.destruction(of: $0.slot, at: $0.changed) })
            }
        }

        /// Replaces wrappings in their slots.
        public func rewrap(_ keys: [NewKey]) async throws -> Int {
            let (slots, rewraps) = (self.slots, self.rewraps)
            return try await coordinator.database.write { database in
                // What an earlier failure left stands in place already, or was never begun.
                try rewraps.remove()
                let writes = try keys.compactMap { key -> SlotWrite? in
                    guard let entry = try Self.entry(key.id, database), entry.state == .live else { return nil }
                    guard entry.fingerprint == key.fingerprint else {
                        throw KeyError(
                            .damaged, "the wrapping is of another key than the one that stands there", key: key.id)
                    }
                    return try slots.rewrapping(of: key, in: entry.slot)
                }
                guard !writes.isEmpty else { return 0 }
                try rewraps.write(writes)
                try slots.write(writes)
                try rewraps.remove()
                return writes.count
            }
        }

        /// Refuses new keys under any other version from now on, in this process.
        public func accept(only version: UInt16?) { self.version.withLock { $0 = version } }

        // MARK: Opening

        /// What stands in the slots and should not. Nothing is written: beside a writer it may tell of what is under way.
        func inspect() async throws -> [StoreFinding] {
            let slots = self.slots
            let found = try await read { database in
                var ledger = KeyLedger()
                for row in try database.rows("SELECT owner, class, slot, fingerprint, state, changed FROM key_entry") {
                    let id = KeyID(try row.handle(0), KeyClass(rawValue: try row.small(1)))
                    let known = [
                        KeyLedger.Allocation(slot: try row.unsigned(2), id: id, fingerprint: Bytes(try row.bytes(3)))
                    ]
                    let (state, changed) = (try row.integer(4), try row.sequence(5))
                    try ledger.apply(.allocated(known), at: changed)
                    if state != State.live.rawValue { try ledger.apply(.intent(known), at: changed) }
                    if state == State.destroyed.rawValue { try ledger.apply(.destroyed(known), at: changed) }
                }
                let inspection = try KeySlotInspection(slots.file, ledger: ledger)
                return (damage: inspection.damage, strays: inspection.strays)
            }
            // Read afterwards: what was committed meanwhile is no sign of an older database.
            let last = try await read { try SQLiteCoordinator.last($0) }
            func finding(_ severity: StoreFinding.Severity, _ offset: UInt64, _ message: String) -> StoreFinding {
                StoreFinding(severity: severity, file: "keys/slots", offset: offset, message: message)
            }
            var findings = found.damage.map { finding(.damage, $0.offset, $0.reason) }
            for slot in found.strays {
                let offset = KeySlotFile.offset(slot)
                if let commit = try slots.commit(of: slot), Self.isUnknown(commit, after: last) {
                    findings.append(
                        finding(.damage, offset, "the slot is of commit \(commit): \(Self.rolledBack.message)"))
                } else {
                    findings.append(finding(.notice, offset, "the slot holds something that no commit names"))
                }
            }
            return findings
        }

        /// Finishes a rewrapping that a crash cut off.
        func finishRewrapping() async throws {
            let (slots, rewraps) = (self.slots, self.rewraps)
            try await coordinator.database.write { _ in try rewraps.redo(in: slots.file) }
        }

        /// Clears slots that no commit names: they were written for one that a crash cut off.
        ///
        /// - Throws: ``SQLiteStoreError`` with `rolledBack` when there is one of a later commit than could have been under way. It is the
        ///   only place where that key stands, so that nothing is cleared then.
        func mend() async throws {
            let slots = self.slots
            try await coordinator.database.write { database in
                let count = try database.number("SELECT coalesce(max(slot) + 1, 0) FROM key_entry")
                guard let end = UInt64(exactly: count) else {
                    throw SQLiteStoreError(.corrupt, "a key stands in a slot that there is not")
                }
                let last = try SQLiteCoordinator.last(database)
                if let newest = try slots.newestCommit(from: end), Self.isUnknown(newest, after: last) {
                    throw Self.rolledBack
                }
                try slots.clear(from: end)
            }
        }

        /// Whether a commit is later than the one that may have been under way when the database was written last.
        private static func isUnknown(_ commit: UInt64, after last: CommitSequence) -> Bool { commit > last.next.rawValue }

        private static var rolledBack: SQLiteStoreError {
            SQLiteStoreError(
                .rolledBack,
                "the database is an older copy than the key file beside it; put back the newest database with its -wal file, "
                    + "or the key file of the same copy")
        }
    }
#endif
