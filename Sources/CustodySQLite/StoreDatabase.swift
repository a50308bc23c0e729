#if SQLite
    import CustodyJournal
    import Dispatch
    import GRDB
    import Synchronization

    /// The database file: one connection that writes, and some that read what is committed.
    final class StoreDatabase: Sendable {
        static let fileName = "custody.sqlite"

        private let pool: DatabasePool
        private let isReadOnly: Bool
        /// Looked at and set on the connection that writes: what comes there after the close must not meet a connection that is gone.
        private let isClosed = Mutex(false)

        /// Opens the file, making it when it is absent, and refuses unless it is kept as it must be.
        ///
        /// - Parameters:
        ///   - patience: for how many seconds to wait for another process.
        ///   - isReadOnly: whether it is only looked at: then it must be there, and no byte of it changes.
        init(path: String, patience: Double, isReadOnly: Bool = false) throws {
            self.isReadOnly = isReadOnly
            var configuration = Configuration()
            configuration.readonly = isReadOnly
            configuration.label = "custody"
            configuration.busyMode = .timeout(patience)
            configuration.prepareDatabase { try Self.harden($0) }
            pool = try SQLiteStoreError.translating {
                let pool = try DatabasePool(path: path, configuration: configuration)
                guard !isReadOnly else { return pool }
                // The pool turns syncing down when it turns the write-ahead log on, after the connection was prepared.
                try pool.writeWithoutTransaction { database in
                    try Self.harden(database)
                    guard try String.fetchOne(database, sql: "PRAGMA journal_mode") == "wal" else {
                        throw SQLiteStoreError(.unsafe, "the database has no write-ahead log; put it on a local disk")
                    }
                }
                return pool
            }
        }

        /// What is committed is on the disk, what is deleted is overwritten, and nothing in the file runs by itself. Where a sync only hands
        /// over to the disk's own memory (Apple), the full one is asked for. Each is read back: SQLite passes over a setting that it was built
        /// without.
        private static func harden(_ database: Database) throws {
            try database.execute(
                sql: """
                    PRAGMA synchronous = FULL;
                    PRAGMA fullfsync = ON;
                    PRAGMA checkpoint_fullfsync = ON;
                    PRAGMA secure_delete = ON;
                    PRAGMA trusted_schema = OFF;
                    PRAGMA cell_size_check = ON
                    """)
            guard try kept(database) == [2, 1, 1, 1, 0] else {
                throw SQLiteStoreError(.unsafe, "this build of SQLite does not sync or overwrite as it must; use another one")
            }
        }

        private static func kept(_ database: Database) throws -> [Int] {
            try ["synchronous", "fullfsync", "checkpoint_fullfsync", "secure_delete", "trusted_schema"]
                .map { try Int.fetchOne(database, sql: "PRAGMA \($0)") ?? -1 }
        }

        /// The settings of the connections, each as SQLite tells it: for tests.
        func settings() throws -> [[Int]] {
            try SQLiteStoreError.translating { try [pool.writeWithoutTransaction(Self.kept), pool.read(Self.kept)] }
        }

        /// Brings the schema up to this version.
        func migrate() throws {
            try requireNotSuperseded()
            try SQLiteStoreError.translating {
                // Of several processes that open a new or an older database at once, one finds done what it was about to do: each time it
                // is a step further.
                for _ in 0..<Schema.editions {
                    do { return try Schema.migrator.migrate(pool) } catch is DatabaseError { try requireNotSuperseded() }
                }
                try Schema.migrator.migrate(pool)
            }
        }

        /// Throws when a newer version of the library has been at the database.
        func requireNotSuperseded() throws {
            try SQLiteStoreError.translating {
                guard try pool.read(Schema.migrator.hasBeenSuperseded) == false else { throw Self.superseded }
            }
        }

        /// Whether the tables are there.
        func isMade() throws -> Bool { try SQLiteStoreError.translating { try pool.read { try $0.tableExists("store") } } }

        /// Throws, within a transaction that writes, when the tables are not those of this version any more: a newer process may have
        /// migrated them since this one opened.
        static func requireEdition(_ database: Database) throws {
            guard try database.number("SELECT count(*) FROM grdb_migrations") == Schema.editions else { throw superseded }
        }

        private static var superseded: SQLiteStoreError {
            SQLiteStoreError(.newerFormat, "the database was written by a newer version; use that one")
        }

        // MARK: Reading

        /// Reads what is committed, all of it at one moment.
        func read<Result: Sendable>(_ body: @escaping @Sendable (Database) throws -> Result) async throws -> Result {
            try await withCheckedThrowingContinuation { waiter in
                pool.asyncRead { database in
                    waiter.resume(with: Swift.Result { try SQLiteStoreError.translating { try body(database.get()) } })
                }
            }
        }

        /// The same for whoever cannot wait: it is short.
        func readNow<Result>(_ body: (Database) throws -> Result) throws -> Result {
            try SQLiteStoreError.translating { try pool.read(body) }
        }

        // MARK: Writing

        /// Does something on the connection that writes, after whatever is waiting there.
        func exclusively<Result: Sendable>(_ body: @escaping @Sendable (Database) throws -> Result) async throws -> Result {
            try await withCheckedThrowingContinuation { waiter in
                pool.asyncWriteWithoutTransaction { database in
                    waiter.resume(
                        with: Swift.Result {
                            guard !self.isClosed.withLock({ $0 }) else {
                                throw SQLiteStoreError(.closed, "the store is closed; open it again")
                            }
                            return try SQLiteStoreError.translating { try body(database) }
                        })
                }
            }
        }

        /// A transaction of its own, which no other process writes beside.
        func write<Result: Sendable>(_ body: @escaping @Sendable (Database) throws -> Result) async throws -> Result {
            try await exclusively { database in
                var result: Result?
                try database.inTransaction(.immediate) {
                    try Self.requireEdition(database)
                    result = try body(database)
                    return .commit
                }
                guard let result else { throw SQLiteStoreError(.io, "the transaction did not run") }
                return result
            }
        }

        /// The connection of the transaction that is running: for what a unit of work calls within it.
        func inTransaction<Result>(_ body: (Database) throws -> Result) throws -> Result {
            try SQLiteStoreError.translating { try pool.unsafeReentrantWrite(body) }
        }

        /// Moves what the write-ahead log holds into the file, empties it, and closes. What was only looked at stays as it is. A second close
        /// does nothing.
        func close() throws {
            try SQLiteStoreError.translating {
                let isFirst = try pool.writeWithoutTransaction { database in
                    guard isClosed.withLock({ $0 }) == false else { return false }
                    isClosed.withLock { $0 = true }
                    guard !isReadOnly else { return true }
                    // Another process may be reading; then the last one to close does it.
                    do { _ = try database.checkpoint(.truncate) } catch let error as DatabaseError
                        where error.resultCode == .SQLITE_BUSY
                    {}
                    return true
                }
                if isFirst { try pool.close() }
            }
        }
    }
#endif
