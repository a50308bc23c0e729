#if SQLite
    import CustodyAccess
    import CustodyAudit
    import CustodyCore
    import CustodyFiles
    import CustodyJournal
    import CustodyKeys
    import CustodyModel
    @testable import CustodySQLite
    import CustodyTesting
    import Foundation
    import GRDB
    import Synchronization
    import Testing

    /// The database and the file of keys beside it, when one is of another time than the other, and who may read them.
    @Suite("The files of an SQLite store", .serialized)
    struct CopiesTests {
        private static func bytes(_ directory: String, _ names: [String]) throws -> [Data] {
            try names.map { try Data(contentsOf: URL(filePath: "\(directory)/\($0)")) }
        }

        @Test("A database that is older than the key file is refused, and no key is cleared for it")
        func anOlderDatabaseBesideNewerKeysIsRefusedAndClearsNothing() async throws {
            try await SQLiteBed.fresh { bed in
                let (store, database) = ("\(bed.directory)/1", URL(filePath: "\(bed.directory)/1/custody.sqlite"))
                let first = try await bed.backends()
                try await BackendContract.commitEverything(1, to: first)
                try await first.close()
                let old = try Data(contentsOf: database)
                let second = try await bed.reopened()
                var sequences: [Int: CommitSequence] = [:]
                for number in 2...4 {
                    sequences[number] = try await BackendContract.commitEverything(number, to: second).sequence
                }
                try await second.close()
                let newest = try Data(contentsOf: database)
                let slots = try Self.bytes(store, ["keys/slots"])

                try old.write(to: database)
                let error = await #expect(throws: SQLiteStoreError.self) { _ = try await bed.reopened() }
                #expect(error?.code == .rolledBack)
                #expect(try Self.bytes(store, ["keys/slots"]) == slots)
                let inspection = try await SQLiteInspection.inspect(at: store, keys: bed.provider)
                #expect(inspection.findings.contains { $0.severity == .damage && $0.message.contains("older copy") })
                #expect(try Self.bytes(store, ["keys/slots"]) == slots)

                try newest.write(to: database)
                let third = try await bed.reopened()
                for (number, sequence) in sequences {
                    try await BackendContract.expectEverything(number, in: third, at: sequence)
                }
            }
        }

        @Test("A wrong key clears nothing")
        func aWrongKeyClearsNothing() async throws {
            try await SQLiteBed.fresh { bed in
                let backends = try await bed.backends()
                try await BackendContract.commitEverything(1, to: backends)
                try await backends.close()
                let slots = URL(filePath: "\(bed.directory)/1/keys/slots")
                let before = try Data(contentsOf: slots) + Data(repeating: 9, count: 200)
                try before.write(to: slots)
                let error = await #expect(throws: KeyError.self) {
                    _ = try await SQLiteBackend.open(at: "\(bed.directory)/1", keys: LocalKeyProvider.ephemeral())
                }
                #expect(error?.code == .wrongKey)
                #expect(try Data(contentsOf: slots) == before)
            }
        }

        @Test("Looking at a store that was cut off writes nothing: neither the tables, nor their log, nor a key slot")
        func inspectingWritesNothing() async throws {
            try await SQLiteBed.fresh { bed in
                let backends = try await bed.backends()
                try await BackendContract.commitEverything(1, to: backends)
                // As a process leaves it that is killed: with a write-ahead log, and a slot of a commit that never was.
                let copy = "\(bed.directory)/copy"
                let files = ["custody.sqlite", "custody.sqlite-wal", "keys/slots"]
                try FileManager.default.createDirectory(atPath: "\(copy)/keys", withIntermediateDirectories: true)
                for file in files {
                    try FileManager.default.copyItem(atPath: "\(bed.directory)/1/\(file)", toPath: "\(copy)/\(file)")
                }
                let slots = URL(filePath: "\(copy)/keys/slots")
                try (Data(contentsOf: slots) + Data(repeating: 9, count: KeySlot.size)).write(to: slots)
                let before = try Self.bytes(copy, files)
                let inspection = try await SQLiteInspection.inspect(at: copy, keys: bed.provider)
                #expect(inspection.isIntact && inspection.findings.map(\.severity) == [.notice], "\(inspection.findings)")
                #expect(inspection.commits == backends.coordinator.lastSequence.rawValue)
                #expect(try Self.bytes(copy, files) == before)
                // It is in order: whoever opens it clears the slot.
                try await SQLiteBackend.open(at: copy, keys: bed.provider).close()
                #expect(try await SQLiteInspection.inspect(at: copy, keys: bed.provider).findings.isEmpty)
            }
        }

        @Test("No file is for others, whatever a process leaves to its files")
        func noFileOfAStoreIsForOthers() async throws {
            try await SQLiteBed.fresh { bed in
                let backends = try await bed.backends()
                try await BackendContract.commitEverything(1, to: backends)
                let store = "\(bed.directory)/1"
                let names = try FileManager.default.subpathsOfDirectory(atPath: store)
                for name in ["custody.sqlite", "custody.sqlite-wal", "custody.sqlite-shm", "keys/slots"] {
                    #expect(names.contains(name))
                }
                for name in names {
                    let attributes = try FileManager.default.attributesOfItem(atPath: "\(store)/\(name)")
                    let mode = try #require(attributes[.posixPermissions] as? Int)
                    #expect(mode & 0o077 == 0, "\(name) has the mode \(String(mode, radix: 8))")
                }
            }
        }

        @Test("A database that an earlier version left open to others is told of, and closed to them when it is opened")
        func aDatabaseThatIsOpenToOthersIsClosedToThem() async throws {
            try await SQLiteBed.fresh { bed in
                let backends = try await bed.backends()
                let sequence = try await BackendContract.commitEverything(1, to: backends).sequence
                try await backends.close()
                let (store, database) = ("\(bed.directory)/1", "\(bed.directory)/1/custody.sqlite")
                try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: database)
                func mode() throws -> Int? {
                    try FileManager.default.attributesOfItem(atPath: database)[.posixPermissions] as? Int
                }
                let inspection = try await SQLiteInspection.inspect(at: store, keys: bed.provider)
                #expect(inspection.isIntact && inspection.findings.map(\.file).contains("custody.sqlite"))
                #expect(try mode() == 0o644)
                let opened = try await bed.reopened()
                #expect(try mode() == 0o600)
                try await BackendContract.expectEverything(1, in: opened, at: sequence)
                #expect(try await SQLiteInspection.inspect(at: store, keys: bed.provider).findings.isEmpty)
            }
        }

        @Test("What a link beside the database leads to keeps its mode: the opening is refused")
        func whatALinkLeadsToKeepsItsMode() async throws {
            try await SQLiteBed.fresh { bed in
                try await bed.backends().close()
                let (log, other) = ("\(bed.directory)/1/custody.sqlite-wal", "\(bed.directory)/other")
                try Data([1]).write(to: URL(filePath: other))
                try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: other)
                try? FileManager.default.removeItem(atPath: log)
                try FileManager.default.createSymbolicLink(atPath: log, withDestinationPath: other)
                let error = await #expect(throws: SQLiteStoreError.self) { _ = try await bed.reopened() }
                #expect(error?.code == .unsafe)
                let mode = try FileManager.default.attributesOfItem(atPath: other)[.posixPermissions] as? Int
                #expect(mode == 0o644)
            }
        }

        @Test("A making that was cut off is gone on with by the same call, wherever that was", arguments: [false, true])
        func aMakingThatWasCutOffIsMadeAgain(_ hasTables: Bool) async throws {
            try await SQLiteBed.fresh { bed in
                let store = "\(bed.directory)/1"
                if hasTables {
                    try await bed.backends().close()
                    let queue = try DatabaseQueue(path: "\(store)/custody.sqlite")
                    try await queue.write { try $0.execute(sql: "DELETE FROM store; DELETE FROM key_entry") }
                    try queue.close()
                } else {
                    try FileManager.default.createDirectory(atPath: "\(store)/keys", withIntermediateDirectories: true)
                    try Data().write(to: URL(filePath: "\(store)/custody.sqlite"))
                }
                try Data().write(to: URL(filePath: "\(store)/CREATE-SQLITE"))
                // Another process may be at it: to look is not to take anything away.
                let error = await #expect(throws: SQLiteStoreError.self) { _ = try await bed.reopened() }
                #expect(error?.code == .notAStore)
                let made = try await SQLiteBackend.create(at: store, controller: "acme", keys: bed.provider)
                let sequence = try await BackendContract.commitEverything(1, to: made).sequence
                try await made.close()
                #expect(!FileManager.default.fileExists(atPath: "\(store)/CREATE-SQLITE"))
                try await BackendContract.expectEverything(1, in: try await bed.reopened(), at: sequence)
            }
        }

        @Test("A store that a mark of its making was left in is not made again, and whoever opens it takes the mark away")
        func aMarkThatWasLeftGivesNoStoreAway() async throws {
            try await SQLiteBed.fresh { bed in
                let store = "\(bed.directory)/1"
                let backends = try await bed.backends()
                let sequence = try await BackendContract.commitEverything(1, to: backends).sequence
                try await backends.close()
                let slots = try Self.bytes(store, ["keys/slots"])
                for isOpened in [false, true] {
                    try Data().write(to: URL(filePath: "\(store)/CREATE-SQLITE"))
                    if isOpened {
                        try await BackendContract.expectEverything(1, in: try await bed.reopened(), at: sequence)
                    } else {
                        let error = await #expect(throws: SQLiteStoreError.self) {
                            _ = try await SQLiteBackend.create(at: store, controller: "acme", keys: bed.provider)
                        }
                        #expect(error?.code == .alreadyExists)
                    }
                    #expect(!FileManager.default.fileExists(atPath: "\(store)/CREATE-SQLITE"))
                    #expect(try Self.bytes(store, ["keys/slots"]) == slots)
                }
            }
        }

        @Test("Under a mark that a making of the one kind left, no store of the other kind is made, and no key goes")
        func aMarkOfTheOtherKindGivesNoStoreAway() async throws {
            try await SQLiteBed.fresh { bed in
                let (tables, files) = ("\(bed.directory)/1", "\(bed.directory)/files")
                try await bed.backends().close()
                try Data().write(to: URL(filePath: "\(tables)/CREATE-SQLITE"))
                try await FileBackend.create(at: files, controller: "acme", keys: bed.provider).close()
                try Data().write(to: URL(filePath: "\(files)/CREATE"))
                let slots = try [tables, files].flatMap { try Self.bytes($0, ["keys/slots"]) }
                let first = await #expect(throws: CustodyFilesError.self) {
                    _ = try await FileBackend.create(at: tables, controller: "acme", keys: bed.provider)
                }
                #expect(first?.code == .alreadyExists)
                let second = await #expect(throws: SQLiteStoreError.self) {
                    _ = try await SQLiteBackend.create(at: files, controller: "acme", keys: bed.provider)
                }
                #expect(second?.code == .alreadyExists)
                #expect(try [tables, files].flatMap { try Self.bytes($0, ["keys/slots"]) } == slots)
            }
        }

        @Test("A making that an earlier version cut off is told of as such by whoever would open or make the store")
        func aMakingThatWasCutOffIsToldOf() async throws {
            try await SQLiteBed.fresh { bed in
                try await bed.backends().close()
                let queue = try DatabaseQueue(path: "\(bed.directory)/1/custody.sqlite")
                try await queue.write { try $0.execute(sql: "DELETE FROM store") }
                try queue.close()
                let policy = try RolePolicy(controller: "acme") {
                    Declare(.customerCare, on: .legitimateInterests, note: "Customers expect an answer.")
                    Role("admin") { Allow(.changeAccess, []) }
                    Assign("admin-1", to: "admin")
                }
                let error = await #expect(throws: SQLiteStoreError.self) {
                    _ = try await Custodian.open(
                        sqlite: "\(bed.directory)/1", records: [], policy: policy,
                        logRetention: LogRetention(evidence: .years(10), access: .months(12)), keys: bed.provider)
                }
                #expect(error?.code == .notAStore && error?.message.contains("cut off") == true)
            }
        }

        @Test("A process that is behind does not put a smaller checkpoint in the place of another one's")
        func aProcessThatIsBehindTakesNoLargerCheckpointsPlace() async throws {
            try await SQLiteBed.fresh { bed in
                let backends = try await bed.backends()
                let coordinator = try #require(backends.coordinator as? SQLiteCoordinator)
                let store = SQLiteCheckpoints(database: coordinator.database)
                let signer = try NoteSigner(name: "example.org/access", seed: Array(0..<32))
                func checkpoint(_ size: UInt64) throws -> [UInt8] {
                    let root = Bytes([UInt8](repeating: UInt8(clamping: size), count: 32))
                    return try SignedCheckpoint(
                        signing: Checkpoint(origin: signer.name, size: size, root: root), by: signer
                    ).bytes.array
                }
                // Two signatures of one text differ on Apple's systems.
                let (larger, largest) = (try checkpoint(5), try checkpoint(6))
                try await store.save(larger, .access)
                try await store.save(checkpoint(3), .access)
                #expect(try await store.load(.access) == larger)
                try await store.save(largest, .access)
                #expect(try await store.load(.access) == largest)
            }
        }

        @Test("A key that is destroyed while it is read is erased, not damaged")
        func aKeyThatIsDestroyedMeanwhileIsErased() async throws {
            try await SQLiteBed.fresh { bed in
                let backends = try await bed.backends()
                let id = KeyID(Handle.random(from: SystemRandomSource()), KeyClass(rawValue: 17))
                let made = try await NewKey.make(id, provider: bed.provider, random: SystemRandomSource()).new
                var unit = UnitOfWork()
                try backends.keys.stage(inserting: [made], in: &unit)
                _ = try await unit.commit()

                let (keys, files) = ("\(bed.directory)/1/keys", PosixFileSystem())
                let queue = try DatabaseQueue(path: "\(bed.directory)/1/custody.sqlite")
                let file = WatchedFile(try files.open("\(keys)/slots", mode: .readWrite)) { base, offset in
                    // As another process does it: first the intent, then the slot.
                    try queue.write { try $0.execute(sql: "UPDATE key_entry SET state = 1 WHERE class = 17") }
                    try base.write(KeySlot.destroyed(sequence: 2).encoded(), at: offset)
                }
                let store = SQLiteKeyStore(
                    try #require(backends.coordinator as? SQLiteCoordinator),
                    slots: KeySlotFile(file, path: "\(keys)/slots"), rewraps: RewrapFile(in: keys, files))
                let error = await #expect(throws: KeyError.self) { _ = try await store.wrapped(id) }
                #expect(error?.code == .erased)
                #expect(file.failure == nil)
                file.close()
                try queue.close()
            }
        }
    }

    /// A file under which something happens as it is read for the first time.
    private final class WatchedFile: JournalFile {
        typealias Act = @Sendable (any JournalFile, UInt64) throws -> Void

        private let base: any JournalFile
        private let act: Mutex<Act?>
        private let failed = Mutex<String?>(nil)

        init(_ base: any JournalFile, act: @escaping Act) {
            self.base = base
            self.act = Mutex(act)
        }

        /// What went wrong with the act; nil when nothing did.
        var failure: String? { failed.withLock { $0 } }

        func read(at offset: UInt64, count: Int) throws(JournalError) -> [UInt8] {
            let act = self.act.withLock { act in
                defer { act = nil }
                return act
            }
            do { try act?(base, offset) } catch {
                let failure = "\(error)"
                failed.withLock { $0 = failure }
            }
            return try base.read(at: offset, count: count)
        }

        func write(_ bytes: [UInt8], at offset: UInt64) throws(JournalError) { try base.write(bytes, at: offset) }
        func sync() throws(JournalError) { try base.sync() }
        func truncate(to size: UInt64) throws(JournalError) { try base.truncate(to: size) }
        func size() throws(JournalError) -> UInt64 { try base.size() }
        func close() { base.close() }
    }
#endif
