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
    ///       CREATE-SQLITE     only while the store is made
    ///
    /// Several processes of one machine may have it open. One of them writes at a time; the others wait. The directory must be on a
    /// local disk.
    public enum SQLiteBackend {
        /// For how many seconds a process waits for another one.
        private static let patience = 60.0
        /// How long whoever waits for commits leaves off looking for those of other processes.
        private static let pause: @Sendable () async throws -> Void = { try await Task.sleep(for: .seconds(1)) }

        /// Makes a store in a directory that is absent or empty. Where a making was cut off the same call goes on with it.
        ///
        /// - Throws: ``SQLiteStoreError`` with `alreadyExists`, `busy`, `unsafe` or `io`.
        public static func create(
            at directory: String, controller: ControllerID, keys provider: any KeyProvider,
            random: any RandomSource = SystemRandomSource()
        ) async throws -> Backends {
            let places = Places(directory)
            let store = Handle.random(from: random)
            let made = try await SystemKeys.make(provider: provider, random: random)
            let parts = try await blocking {
                try SQLiteStoreError.translating {
                    try places.take()
                    try places.shutOthersOut()
                    return try Parts(places, try places.files.open(places.slots, mode: .readWrite), pause)
                }
            }
            do {
                guard try await parts.database.read({ try $0.row("SELECT 1 FROM store") == nil }) else { throw Self.taken }
                // The database is a store from the commit on that says which: a crash before it leaves none.
                var unit = UnitOfWork()
                let database = parts.database
                let identity = StagedChange(
                    store: .registers,
                    validate: {
                        guard try database.inTransaction({ try $0.row("SELECT 1 FROM store") == nil }) else { throw Self.taken }
                    },
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
                try await blocking { try SQLiteStoreError.translating { try places.clearMark() } }
                return try await parts.backends(store, controller, life: 1, provider, made.keys, random)
            } catch {
                // Where a store stands, whoever made it, no mark must stand.
                let isStore = (try? await parts.identity()) != nil
                if isStore { try? await blocking { try places.clearMark() } }
                try? parts.close()  // the finding that led here is what the caller has to know
                if isStore, (error as? CommitError)?.code == .notCommitted { throw Self.taken }
                throw error
            }
        }

        /// Opens the store in a directory. Where others than its owner may read the database, they may not from then on.
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
                    // Before SQLite puts files beside the database, which get its mode.
                    try places.shutOthersOut()
                    return try Parts(places, try places.files.open(places.slots, mode: .readWrite), pause)
                }
            }
            do {
                let (store, controller) = try await parts.identity()
                try await blocking { try SQLiteStoreError.translating { try places.clearMark() } }
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
            SQLiteStoreError(
                .notAStore, "the making of the store was cut off; make it again there, or elsewhere where that is refused")
        }

        private static var taken: SQLiteStoreError {
            SQLiteStoreError(.alreadyExists, "a store stands there already; open it, or choose another place")
        }

        /// A store that is only looked at.
        struct Look: Sendable {
            let coordinator: SQLiteCoordinator
            let keys: SQLiteKeyStore
            let audit: SQLiteAuditSink
            let system: SystemKeys
            /// The files of the database that others than their owner may read, from the directory.
            let openToOthers: [String]
            let close: @Sendable () throws -> Void
        }

        /// Opens the store in a directory so that nothing of it changes: neither the tables nor a key slot, and the write-ahead log stays as
        /// it is. Where nobody has the store open, SQLite puts an empty log and its shared memory beside it.
        ///
        /// - Throws: as ``open(at:keys:random:)``, except `rolledBack`.
        static func look(at directory: String, keys provider: any KeyProvider) async throws -> Look {
            let places = Places(directory)
            let (parts, openToOthers) = try await blocking {
                try SQLiteStoreError.translating {
                    try places.requireStore()
                    let open = try places.openToOthers()
                    let slots = try KeySlotFile.asFinished(at: places.slots, in: places.keys, places.files)
                    return (try Parts(places, slots, pause, isReadOnly: true), open)
                }
            }
            do {
                let (store, _) = try await parts.identity()
                let system = try await FileBackend.systemKeys(in: parts.slots, path: places.slots, provider: provider)
                let audit = try await parts.log(store, provider, system, SystemRandomSource())
                return Look(
                    coordinator: parts.coordinator, keys: parts.keys, audit: audit, system: system,
                    openToOthers: openToOthers,
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
            /// The files of the database, those that SQLite puts beside it included.
            static let tables = ["", "-wal", "-shm"].map { StoreDatabase.fileName + $0 }

            /// Which of them others than their owner may read.
            func openToOthers() throws -> [String] {
                try Self.tables.filter { try FileModes.isOpenToOthers(JournalPath.join(directory, $0)) }
            }

            func shutOthersOut() throws {
                for name in try openToOthers() { try FileModes.shutOthersOut(of: JournalPath.join(directory, name)) }
            }

            var keys: String { JournalPath.join(directory, "keys") }
            var slots: String { JournalPath.join(keys, "slots") }

            /// Stands there while the store is made: what is found beside it is of no commit. It is not the mark of a store in files, under which
            /// the making of such a one takes away what it finds.
            private var mark: String { JournalPath.join(directory, "CREATE-SQLITE") }

            /// Takes a directory that is absent or empty, or in which a making was cut off. Nothing is removed there: another process may be at
            /// it, and only one of them commits.
            func take() throws {
                try requireFree()
                try files.createDirectories(directory)
                try make(mark)
                try files.syncDirectory(directory)
                try files.createDirectories(keys)
                // SQLite would let others read what it makes; what it puts beside the database is made like it.
                for path in [database, slots] { try make(path) }
                try files.syncDirectory(keys)
            }

            /// Makes an empty file. One that is there is not even opened, see ``FileModes``.
            private func make(_ path: String) throws {
                do throws(JournalError) { try files.open(path, mode: .createNew).close() } catch
                    where error.code == .alreadyExists
                {}
            }

            private func requireFree() throws {
                switch try files.status(directory) {
                case .absent: return
                case .directory where try files.contents(directory).isEmpty: return
                case .directory where try files.status(mark) == .file(size: 0): return
                default:
                    throw SQLiteStoreError(
                        .alreadyExists,
                        "something stands there that is no empty directory; open it if it is a store, or choose another place")
                }
            }

            /// Takes the mark away before anything more is written: were the database lost one day, it would give the keys away.
            func clearMark() throws {
                guard case .file = try files.status(mark) else { return }
                do throws(JournalError) { try files.remove(mark) } catch  where error.code == .notFound { return }
                try files.syncDirectory(directory)
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
