#if SQLite
    import CustodyAudit
    public import CustodyCore
    import CustodyFiles
    import CustodyJournal
    public import CustodyKeys
    public import CustodyModel
    import GRDB

    /// All five stores in one SQLite database, and the wrapped keys in a file beside it.
    ///
    ///     DIR/
    ///       custody.sqlite    every table; with -wal and -shm while it is open
    ///       keys/slots        wrapped keys, overwritten in place when they are destroyed
    ///
    /// Several processes of one machine may have it open. One of them writes at a time; the others wait. The directory must be on a
    /// local disk.
    public enum SQLiteBackend {
        /// For how many seconds a process waits for another one.
        private static let patience = 60.0
        /// How long whoever waits for commits leaves off looking for those of other processes.
        private static let pause: @Sendable () async throws -> Void = { try await Task.sleep(for: .seconds(1)) }

        /// Makes a store in a directory that is absent or empty.
        ///
        /// - Throws: ``SQLiteStoreError`` with `alreadyExists`, `unsafe` or `io`.
        public static func create(
            at directory: String, controller: ControllerID, keys provider: any KeyProvider,
            random: any RandomSource = SystemRandomSource()
        ) async throws -> Backends {
            let places = Places(directory)
            let store = Handle.random(from: random)
            let made = try await SystemKeys.make(provider: provider, random: random)
            let parts = try await blocking {
                try SQLiteStoreError.translating {
                    try places.requireEmpty()
                    for path in [directory, places.keys] { try places.files.createDirectories(path) }
                    // SQLite would let others read what it makes; what it puts beside the database is made like it.
                    try places.files.open(places.database, mode: .createNew).close()
                    let slots = try places.files.open(places.slots, mode: .createNew)
                    try places.files.syncDirectory(places.keys)
                    return try Parts(places, slots, pause)
                }
            }
            // The database is a store from the commit on that says which: a crash before it leaves none.
            var unit = UnitOfWork()
            let database = parts.database
            let identity = StagedChange(
                store: .registers, validate: {},
                prepare: { _ in
                    try database.inTransaction {
                        try $0.run(
                            "INSERT INTO store (one, id, controller, sequence, life) VALUES (1, ?, ?, 0, 1)", store.data,
                            controller.data)
                    }
                    return PreparedChange(bytes: [], apply: { () })
                })
            _ = unit.add(identity, to: parts.coordinator, resultType: Void.self)
            try parts.keys.stage(inserting: made.new, in: &unit)
            _ = try await unit.commit()
            return try await parts.backends(store, controller, life: 1, provider, made.keys, random)
        }

        /// Opens the store in a directory.
        ///
        /// - Throws: ``SQLiteStoreError`` with `notAStore`, `newerFormat`, `rolledBack`, `corrupt`, `busy`, `unsafe` or `io`; `KeyError` with
        ///   `wrongKey` when the key belongs to another store.
        public static func open(
            at directory: String, keys provider: any KeyProvider, random: any RandomSource = SystemRandomSource()
        ) async throws -> Backends {
            try await open(at: directory, keys: provider, random: random, pause: pause)
        }

        /// As above.
        ///
        /// - Parameter pause: returns when whoever waits for commits shall look for those of other processes.
        package static func open(
            at directory: String, keys provider: any KeyProvider, random: any RandomSource = SystemRandomSource(),
            pause: @escaping @Sendable () async throws -> Void
        ) async throws -> Backends {
            let places = Places(directory)
            let parts = try await blocking {
                try SQLiteStoreError.translating {
                    try places.requireStore()
                    return try Parts(places, try places.files.open(places.slots, mode: .readWrite), pause)
                }
            }
            do {
                let (store, controller) = try await parts.identity()
                try await parts.keys.finishRewrapping()
                let system = try await FileBackend.systemKeys(in: parts.slots, path: places.slots, provider: provider)
                // Only whoever has the key clears anything.
                try await parts.keys.mend()
                // Each opening has a life of its own, whichever process it is of.
                let life = try await parts.database.write { database in
                    try database.run("UPDATE store SET life = life + 1")
                    return try database.row("SELECT life FROM store").map { try $0.small(0, as: UInt32.self) }
                }
                guard let life else { throw Self.unmade }
                return try await parts.backends(store, controller, life: life, provider, system, random)
            } catch {
                try? parts.close()  // the finding that led here is what the caller has to know
                throw error
            }
        }

        private static var unmade: SQLiteStoreError {
            SQLiteStoreError(.notAStore, "the making of the store was cut off; remove the directory and make it again")
        }

        /// A store that is only looked at.
        struct Look: Sendable {
            let coordinator: SQLiteCoordinator
            let keys: SQLiteKeyStore
            let audit: SQLiteAuditSink
            let system: SystemKeys
            let close: @Sendable () throws -> Void
        }

        /// Opens the store in a directory so that nothing of it changes: neither the tables nor a key slot, and the write-ahead log stays as
        /// it is. Where nobody has the store open, SQLite puts an empty log and its shared memory beside it.
        ///
        /// - Throws: as ``open(at:keys:random:)``, except `rolledBack`.
        static func look(at directory: String, keys provider: any KeyProvider) async throws -> Look {
            let places = Places(directory)
            let parts = try await blocking {
                try SQLiteStoreError.translating {
                    try places.requireStore()
                    let slots = try KeySlotFile.asFinished(at: places.slots, in: places.keys, places.files)
                    return try Parts(places, slots, pause, isReadOnly: true)
                }
            }
            do {
                let (store, _) = try await parts.identity()
                let system = try await FileBackend.systemKeys(in: parts.slots, path: places.slots, provider: provider)
                let audit = try await parts.log(store, provider, system, SystemRandomSource())
                return Look(
                    coordinator: parts.coordinator, keys: parts.keys, audit: audit, system: system,
                    close: { try parts.close() })
            } catch {
                try? parts.close()  // the finding that led here is what the caller has to know
                throw error
            }
        }

        /// Where things stand.
        private struct Places {
            let files = PosixFileSystem()
            let directory: String

            init(_ directory: String) { self.directory = directory }

            var database: String { JournalPath.join(directory, StoreDatabase.fileName) }
            var keys: String { JournalPath.join(directory, "keys") }
            var slots: String { JournalPath.join(keys, "slots") }

            func requireEmpty() throws {
                switch try files.status(directory) {
                case .absent: return
                case .directory where try files.contents(directory).isEmpty: return
                default:
                    throw SQLiteStoreError(
                        .alreadyExists,
                        "something stands there that is no empty directory; open it if it is a store, or choose another place")
                }
            }

            func requireStore() throws {
                guard case .file = try files.status(database), case .file = try files.status(slots) else {
                    throw SQLiteStoreError(.notAStore, "the directory holds no SQLite store; make one in another place")
                }
            }
        }

        /// What a directory is made of.
        private struct Parts: Sendable {
            let database: StoreDatabase
            let coordinator: SQLiteCoordinator
            let keys: SQLiteKeyStore
            let slots: any JournalFile

            init(
                _ places: Places, _ slots: any JournalFile, _ pause: @escaping @Sendable () async throws -> Void,
                isReadOnly: Bool = false
            ) throws {
                do {
                    database = try StoreDatabase(
                        path: places.database, patience: SQLiteBackend.patience, isReadOnly: isReadOnly)
                    if isReadOnly {
                        try database.requireNotSuperseded()
                        guard try database.isMade() else { throw SQLiteBackend.unmade }
                    } else {
                        try database.migrate()
                        try places.files.syncDirectory(places.directory)
                    }
                    let file = KeySlotFile(slots, path: places.slots)
                    coordinator = try SQLiteCoordinator(database, slots: file, pause: pause)
                    keys = SQLiteKeyStore(coordinator, slots: file, rewraps: RewrapFile(in: places.keys, places.files))
                    self.slots = slots
                } catch {
                    slots.close()
                    throw error
                }
            }

            func close() throws {
                defer { slots.close() }
                try database.close()
            }

            /// Which store it is, and whose.
            func identity() async throws -> (store: Handle, controller: ControllerID) {
                let row = try await database.read { database in
                    try database.row("SELECT id, controller FROM store")
                        .map { (store: try $0.handle(0), controller: ControllerID(try $0.text(1))) }
                }
                guard let row else { throw SQLiteBackend.unmade }
                return row
            }

            /// The audit log with every key that it ever signed by.
            func log(
                _ store: Handle, _ provider: any KeyProvider, _ system: SystemKeys, _ random: any RandomSource
            ) async throws -> SQLiteAuditSink {
                let audit = try SQLiteAuditSink(
                    coordinator, origin: Backends.origin(store), signer: try Backends.auditSigner(store, system), random: random
                )
                let live = try await keys.live(of: SystemKeys.owner)
                for id in (1...).lazy.map(SystemKeys.auditSigningID) {
                    guard let id, live[id.keyClass] != nil else { break }
                    audit.takeUp(try Backends.auditSigner(store, try await keys.key(id, provider: provider)))
                }
                return audit
            }

            func backends(
                _ store: Handle, _ controller: ControllerID, life: UInt32, _ provider: any KeyProvider, _ system: SystemKeys,
                _ random: any RandomSource
            ) async throws -> Backends {
                let audit = try await log(store, provider, system, random)
                try await audit.openCheck()
                return Backends(
                    store: store, controller: controller, data: SQLiteDataStore(coordinator),
                    consent: SQLiteConsentLedger(coordinator), policies: SQLitePolicyStorage(coordinator), audit: audit,
                    incidents: SQLiteIncidentTracker(coordinator), keys: keys, provider: provider, system: system,
                    coordinator: coordinator, life: life, authority: coordinator,
                    close: { [self] in
                        defer { slots.close() }
                        try await coordinator.close()
                    })
            }
        }
    }
#endif
