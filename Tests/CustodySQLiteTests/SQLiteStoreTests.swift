#if SQLite
    import CustodyAudit
    import CustodyCore
    import CustodyData
    import CustodyKeys
    import CustodyModel
    @testable import CustodySQLite
    import CustodyTesting
    import Foundation
    import GRDB
    import Testing

    @Suite("An SQLite store", .serialized)
    struct SQLiteStoreTests {
        @Test(
            "keeps the contract of a whole backend, reopening and other processes included",
            arguments: BackendContract.promises(for: [.survivesReopening, .severalProcesses]))
        func whole(_ promise: ContractPromise<BackendFixture>) async throws {
            try await SQLiteBed.fresh { bed in
                try await promise.verify {
                    BackendFixture(
                        make: { try await bed.backends() },
                        reopen: { backends in
                            try await backends.close()
                            return try await bed.reopened()
                        }, openBeside: { _ in try await bed.reopened() })
                }
            }
        }

        @Test("keeps the contract of a store of checkpoints", arguments: CheckpointStoreContract.promises)
        func checkpoints(_ promise: ContractPromise<any CheckpointStore>) async throws {
            try await SQLiteBed.fresh { bed in
                try await promise.verify {
                    let backends = try await bed.backends()
                    let coordinator = try #require(backends.coordinator as? SQLiteCoordinator)
                    return SQLiteCheckpoints(database: coordinator.database)
                }
            }
        }

        @Test("syncs every commit and overwrites what it deletes, on every connection")
        func settings() async throws {
            try await SQLiteBed.fresh { bed in
                let backends = try await bed.backends()
                let coordinator = try #require(backends.coordinator as? SQLiteCoordinator)
                #expect(try coordinator.database.settings() == [[2, 1, 1, 1, 0], [2, 1, 1, 1, 0]])
                let mode = try await coordinator.database.read { try String.fetchOne($0, sql: "PRAGMA journal_mode") }
                #expect(mode == "wal")
            }
        }

        @Test("answers every query as a look at every entry does, with entries erased and pruned")
        func queries() async throws {
            try await SQLiteBed.fresh { bed in
                let sink = try await bed.backends().audit
                var log = RandomAuditLog(seed: 11)
                try await log.register(in: sink)
                try await log.record(700, in: sink)
                #expect(try await log.compare(60, in: sink) > 0)
                #expect(try await sink.verify().isIntact)
            }
        }

        // MARK: Opening

        @Test("is none where its making was cut off, and says so of a newer one, of another file and of a wrong key")
        func opening() async throws {
            try await SQLiteBed.fresh { bed in
                func failure(_ number: Int) async -> (any Error)? {
                    do { _ = try await bed.reopened(number) } catch { return error }
                    return nil
                }
                func code(_ number: Int) async -> SQLiteStoreError.Code? { await (failure(number) as? SQLiteStoreError)?.code }
                for _ in 1...4 { try await bed.backends().close() }
                #expect(await code(9) == .notAStore)
                try bed.alter(1, "DELETE FROM store")
                #expect(await code(1) == .notAStore)
                try bed.alter(2, "INSERT INTO grdb_migrations VALUES ('of another time')")
                #expect(await code(2) == .newerFormat)
                try Data(repeating: 7, count: 20_000).write(to: URL(filePath: "\(bed.directory)/3/custody.sqlite"))
                #expect(await code(3) == .corrupt)
                let other = await #expect(throws: KeyError.self) {
                    _ = try await SQLiteBackend.open(at: "\(bed.directory)/4", keys: LocalKeyProvider.ephemeral())
                }
                #expect(other?.code == .wrongKey)
                let again = await #expect(throws: SQLiteStoreError.self) {
                    _ = try await SQLiteBackend.create(at: "\(bed.directory)/4", controller: "acme", keys: bed.provider)
                }
                #expect(again?.code == .alreadyExists)
            }
        }

        @Test("clears a slot that no commit names, and refuses nothing for it")
        func strays() async throws {
            try await SQLiteBed.fresh { bed in
                let backends = try await bed.backends()
                try await BackendContract.commitEverything(1, to: backends)
                try await backends.close()
                let slots = URL(filePath: "\(bed.directory)/1/keys/slots")
                let orderly = try Data(contentsOf: slots)
                try (orderly + Data(repeating: 9, count: 200)).write(to: slots)
                try await bed.reopened().close()
                #expect(try Data(contentsOf: slots) == orderly)
            }
        }

        // MARK: Forgetting

        @Test("holds nothing of a key once it is destroyed, nor of what was deleted once it is closed")
        func forgets() async throws {
            try await SQLiteBed.fresh { bed in
                let backends = try await bed.backends()
                let id = KeyID(Handle.random(from: SystemRandomSource()), KeyClass(rawValue: 17))
                let made = try await NewKey.make(id, provider: bed.provider, random: SystemRandomSource()).new
                try await Self.commit(backends) { try backends.keys.stage(inserting: [made], in: &$0) }
                #expect(
                    try bed.files().contains { $0.range(of: Data(made.wrapped.box)) != nil }, "the search finds what is there")
                try await Self.commit(backends) { try backends.keys.stage(intendingToDestroy: [id], in: &$0) }
                try await backends.keys.overwrite([id])
                // At once, with the database open and its write-ahead log as it is.
                #expect(try !bed.files().contains { $0.range(of: Data(made.wrapped.box)) != nil })

                try await BackendContract.commitEverything(1, to: backends)
                let entries = try await backends.audit.entries(AuditQuery(log: .access))
                let box = Data(try #require(entries.first?.compartments.first?.box).array)
                try await backends.close()
                #expect(try bed.files().contains { $0.range(of: box) != nil })
                try bed.alter(1, "PRAGMA secure_delete = ON; UPDATE audit_part SET box = NULL")
                #expect(try !bed.files().contains { $0.range(of: box) != nil })
            }
        }

        private static func commit(_ backends: Backends, _ stage: (inout UnitOfWork) throws -> Void) async throws {
            var unit = UnitOfWork()
            try stage(&unit)
            _ = try await unit.commit()
        }

        // MARK: Damage

        /// What somebody does to a closed store, and a part of what an inspection says then.
        static let harms: [(String, String)] = [
            ("UPDATE audit_leaf SET body = CAST(body || x'00' AS BLOB) WHERE log = 1 AND place = 2", "leaf"),
            (
                "UPDATE audit_leaf SET body = (SELECT body FROM audit_leaf WHERE log = 1 AND place = 0) WHERE log = 1 AND place = 1",
                "tree"
            ),
            ("DELETE FROM audit_leaf WHERE log = 1 AND place = 2", "leaf"),
            ("DELETE FROM audit_part WHERE log = 1 AND place = 1", "missing"),
            ("UPDATE audit_part SET box = NULL WHERE log = 1 AND place = 1", "no erasure explains"),
            ("UPDATE audit_part SET commitment = x'00' WHERE log = 1 AND place = 1", "commits to"),
            ("UPDATE audit_node SET hash = zeroblob(32) WHERE log = 1 AND level = 1 AND place = 0", "does not follow"),
            ("UPDATE audit_log SET size = size - 1 WHERE log = 1", "signed"),
            ("UPDATE audit_checkpoint SET body = CAST(body || x'00' AS BLOB) WHERE log = 1", "checkpoint"),
            ("UPDATE key_entry SET fingerprint = zeroblob(32) WHERE slot = 7", "slot"),
            ("UPDATE audit_log SET size = 'many'", "no number"),
        ]

        @Test(
            "finishes an erasure over a row that is no record: it goes with everything else, or stays where something may have to",
            arguments: [true, false])
        func anErasureFinishesOverADamagedRow(_ isComplete: Bool) async throws {
            try await SQLiteBed.fresh { bed in
                let (backends, cast) = (try await bed.backends(), DifferentialCast())
                let writes = (0..<2).map { number in
                    RecordWrite.put(
                        cast.record(cast.record(0, number), of: cast.subject(0), for: ["payment"], expiry: nil), expecting: nil)
                }
                let erasure = BegunErasure(cast.subject(0), keeping: isComplete ? [] : [cast.retained])
                for change in [DataChange.write(writes), .beginErasure(erasure)] {
                    var unit = UnitOfWork()
                    backends.data.stage(change, in: &unit)
                    _ = try await unit.commit()
                }
                let lost = cast.record(0, 1).data
                let queue = try DatabaseQueue(path: "\(bed.directory)/1/custody.sqlite")
                try await queue.write { try $0.execute(sql: "UPDATE record SET body = x'ff' WHERE id = ?", arguments: [lost]) }
                try queue.close()
                #expect(try await backends.data.counts().records == 2)
                var unit = UnitOfWork()
                let staged = backends.data.stage(erasure.completion, in: &unit)
                let outcome = try await unit.commit()[staged]
                #expect(outcome == DataOutcome(removedRecords: isComplete ? 2 : 0, removedFields: isComplete ? 2 : 1))
                #expect(try await backends.data.begunErasures().isEmpty)
                #expect(try await backends.data.counts().records == (isComplete ? 0 : 2))
            }
        }

        @Test("names what was changed behind its back", arguments: harms)
        func damage(_ harm: String, _ told: String) async throws {
            try await SQLiteBed.fresh { bed in
                let backends = try await bed.backends()
                for number in 1...5 { try await BackendContract.commitEverything(number, to: backends) }
                _ = try await backends.audit.checkpoint(.access, at: Instant(milliseconds: 0), ifDue: false)
                try await backends.close()
                let before = try await SQLiteInspection.inspect(at: "\(bed.directory)/1", keys: bed.provider)
                #expect(before.findings.isEmpty)
                try bed.alter(1, harm)
                let after = try await SQLiteInspection.inspect(at: "\(bed.directory)/1", keys: bed.provider)
                #expect(after.findings.contains { $0.description.contains(told) }, "\(after.findings)")
            }
        }
    }

    extension SQLiteBed {
        /// Does something to a closed store, as somebody with another tool would.
        fileprivate func alter(_ number: Int, _ sql: String) throws {
            let queue = try DatabaseQueue(path: "\(directory)/\(number)/custody.sqlite")
            try queue.writeWithoutTransaction { database in
                // A table that is strict takes no text for a number, unless the schema is changed first.
                if sql.contains("'many'") {
                    try database.execute(
                        sql: "DROP TABLE audit_log; CREATE TABLE audit_log (log, size, pruned, released, removed); "
                            + "INSERT INTO audit_log VALUES (0, 0, 0, 0, 0), (1, 0, 0, 0, 0)")
                }
                try database.execute(sql: sql)
                _ = try database.checkpoint(.truncate)
            }
            try queue.close()
        }

        /// What every file of every store holds.
        fileprivate func files() throws -> [Data] {
            let root = URL(filePath: directory)
            return try FileManager.default.subpathsOfDirectory(atPath: directory).compactMap { path in
                let file = root.appending(path: path)
                return file.hasDirectoryPath ? nil : try? Data(contentsOf: file)
            }
        }
    }
#endif
