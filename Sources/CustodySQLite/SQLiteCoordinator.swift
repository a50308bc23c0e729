#if SQLite
    import CustodyFiles
    public import CustodyModel
    import GRDB
    import Synchronization

    /// Commits a unit of work as one transaction of the database.
    ///
    /// The transaction begins by taking the one place of a writer, so that nothing overlaps, in this process or another: what changes
    /// look at needs no keys to meet on. A store of this database writes its rows while it prepares, and nobody sees them before the
    /// transaction ends.
    public final class SQLiteCoordinator: CommitCoordinator {
        let database: StoreDatabase
        private let slots: KeySlotFile
        /// Returns when those who wait for commits shall look for what other processes committed.
        private let pause: @Sendable () async throws -> Void
        private let signal = CommitSignal()
        private let state: Mutex<State>

        private struct State {
            var known: CommitSequence
            /// Why nothing more is committed.
            var stopped: CommitError?
        }

        init(_ database: StoreDatabase, slots: KeySlotFile, pause: @escaping @Sendable () async throws -> Void) throws {
            self.database = database
            self.slots = slots
            self.pause = pause
            state = Mutex(State(known: try database.readNow { try Self.last($0) }))
        }

        static func last(_ database: Database) throws -> CommitSequence {
            try database.row("SELECT sequence FROM store").map { try $0.sequence(0) } ?? .zero
        }

        private static func sequence(of idempotency: Idempotency, _ database: Database) throws -> CommitSequence? {
            guard
                let row = try database.row(
                    "SELECT request, sequence FROM idempotency WHERE key = ?", idempotency.key.data)
            else { return nil }
            guard try row.handle(0) == idempotency.request else { throw CommitError.reused }
            return try row.sequence(1)
        }

        /// The newest durable commit, of whichever process; the newest that is known while the database cannot be read.
        public var lastSequence: CommitSequence {
            let read: CommitSequence?
            do { read = try database.readNow { try Self.last($0) } } catch { read = nil }
            return state.withLock { state in
                if let read { state.known = max(state.known, read) }
                return state.known
            }
        }

        /// The commit that an idempotency key has made.
        public func sequence(of idempotency: Idempotency) throws -> CommitSequence? {
            try database.readNow { try Self.sequence(of: idempotency, $0) }
        }

        /// Waits for a later commit. One of this process wakes at once; for those of others it looks every second.
        public func committed(after sequence: CommitSequence) async throws -> Bool {
            while true {
                if lastSequence > sequence { return true }
                if let isCommitted = try await told(after: sequence) { return isCommitted }
            }
        }

        /// What this process tells of a later commit; nil when it is time to look for those of others.
        private func told(after sequence: CommitSequence) async throws -> Bool? {
            let (signal, pause) = (self.signal, self.pause)
            return try await withThrowingTaskGroup(of: Bool?.self) { group -> Bool? in
                group.addTask { try await signal.wait(after: sequence) }
                group.addTask {
                    try await pause()
                    return nil
                }
                defer { group.cancelAll() }
                guard let told = try await group.next() else { return nil }
                return told
            }
        }

        /// Commits the changes in one transaction.
        public func commit(_ changes: [StagedChange], idempotency: Idempotency?) async throws -> Commit {
            try requireOpen()
            do {
                return try await database.exclusively { try self.run(changes, idempotency, $0) }
            } catch let error as SQLiteStoreError {
                throw CommitError(
                    error.isDamage ? .damaged : error.code == .closed ? .closed : .notCommitted, error.message)
            }
        }

        private func requireOpen() throws { if let stopped = state.withLock({ $0.stopped }) { throw stopped } }

        private func run(_ changes: [StagedChange], _ idempotency: Idempotency?, _ database: Database) throws -> Commit {
            try requireOpen()
            try database.beginTransaction(.immediate)
            let (sequence, prepared): (CommitSequence, [PreparedChange])
            do {
                if let idempotency, let earlier = try Self.sequence(of: idempotency, database) {
                    try database.rollback()
                    return Commit(sequence: earlier, isDuplicate: true, results: [:])
                }
                (sequence, prepared) = try prepare(changes, idempotency, database)
            } catch {
                // Some failures end the transaction by themselves.
                if database.isInsideTransaction { try database.rollback() }
                throw error
            }
            do { try database.commit() } catch {
                if database.isInsideTransaction { try? database.rollback() }  // what failed first is what counts
                stop(
                    CommitError(.poisoned, "an earlier commit failed; close the store, mend the cause and open it again"))
                throw CommitError(
                    .commitUnknown, "the database did not say whether the commit is durable; open it again and retry")
            }
            return try publish(prepared, at: sequence)
        }

        /// Checks everything before anything is written.
        private func prepare(
            _ changes: [StagedChange], _ idempotency: Idempotency?, _ database: Database
        ) throws -> (CommitSequence, [PreparedChange]) {
            try StoreDatabase.requireEdition(database)
            for change in changes { try change.validate() }
            let sequence = try Self.last(database).next
            let prepared = try changes.map { try $0.prepare(sequence) }
            try database.run("UPDATE store SET sequence = ?", sequence.number)
            if let idempotency {
                try database.run(
                    "INSERT INTO idempotency VALUES (?, ?, ?)", idempotency.key.data, idempotency.request.data, sequence.number)
            }
            // A key is in its slot before a commit names it; one that no commit names is cleared at the next opening.
            try slots.write(prepared.flatMap(\.slotWrites))
            return (sequence, prepared)
        }

        private func publish(_ prepared: [PreparedChange], at sequence: CommitSequence) throws -> Commit {
            var results: [Int: any Sendable] = [:]
            do { for (index, change) in prepared.enumerated() { results[index] = try change.apply() } } catch {
                stop(CommitError(.poisoned, "a durable commit could not be taken in; close the store and open it again"))
                throw CommitError(.damaged, "commit \(sequence) is durable and could not be taken in: \(error)")
            }
            state.withLock { $0.known = max($0.known, sequence) }
            signal.publish(sequence)
            return Commit(sequence: sequence, isDuplicate: false, results: results)
        }

        private func stop(_ error: CommitError) {
            state.withLock { $0.stopped = $0.stopped ?? error }
            signal.end()
        }

        /// Ends the store once what is under way is done.
        func close() async throws {
            stop(CommitError(.closed, "the store is closed; open it again"))
            let database = self.database
            try await blocking { try database.close() }
        }
    }

    extension SQLiteCoordinator: AuthorityMark {
        /// The newest commit that changed what decisions rest on.
        public func newest() async throws -> CommitSequence { try await database.read { try Self.authority($0) } }

        /// The same within the transaction of a commit.
        public func newestWithinCommit() throws -> CommitSequence { try database.inTransaction { try Self.authority($0) } }

        /// Makes the unit's commit the newest that does.
        public func stageChange(in unit: inout UnitOfWork) {
            let database = self.database
            let change = StagedChange(
                store: .registers, validate: {},
                prepare: { sequence in
                    try database.inTransaction { try Self.noteAuthority(at: sequence, $0) }
                    return PreparedChange(bytes: [], apply: { () })
                })
            _ = unit.add(change, to: self, resultType: Void.self)
        }

        private static func authority(_ database: Database) throws -> CommitSequence {
            try database.row("SELECT authority FROM store").map { try $0.sequence(0) } ?? .zero
        }

        /// Notes, within a transaction, that its commit changes what decisions rest on.
        static func noteAuthority(at sequence: CommitSequence, _ database: Database) throws {
            try database.run("UPDATE store SET authority = ?", sequence.number)
        }
    }
#endif
