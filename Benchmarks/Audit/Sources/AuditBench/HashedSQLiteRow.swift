#if HAS_CSQLITE
    import Crypto
    import CSQLite
    import CustodyAudit
    import CustodyModel

    /// SQLite with a write-ahead log and `synchronous=FULL`: one connection, one prepared insert a transaction, of the bytes that
    /// the log keeps of an event, and a hash of them.
    struct HashedSQLiteRow: Contender {
        private let persons: Int

        init(of row: AuditRow) { persons = row.persons }

        var name: String {
            "SQLite, the bytes of \(persons == 0 ? "a leaf" : "a leaf and \(persons) compartments"), and their hash"
        }

        private static let earlier: Int64 = 3000

        func run(in directory: String, seconds: Double) async throws -> Sample {
            let body = try await Self.bytes(persons: persons)
            return try await Threads.run {
                var opened: OpaquePointer?
                guard sqlite3_open(directory + "/log.sqlite", &opened) == SQLITE_OK, let connection = opened else {
                    throw BenchError("SQLite: could not open the file")
                }
                defer { sqlite3_close(connection) }
                func execute(_ sql: String) throws {
                    guard sqlite3_exec(connection, sql, nil, nil, nil) == SQLITE_OK else {
                        throw BenchError("SQLite: \(sql): \(String(cString: sqlite3_errmsg(connection)))")
                    }
                }
                try execute("PRAGMA journal_mode=WAL")
                try execute("CREATE TABLE log(sequence INTEGER PRIMARY KEY, body BLOB NOT NULL, hash BLOB NOT NULL)")
                var prepared: OpaquePointer?
                guard
                    sqlite3_prepare_v2(connection, "INSERT INTO log(sequence, body, hash) VALUES(?, ?, ?)", -1, &prepared, nil)
                        == SQLITE_OK, let insert = prepared
                else { throw BenchError("SQLite: could not prepare") }
                defer { sqlite3_finalize(insert) }
                let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
                func add(_ sequence: Int64) throws {
                    let hash = Array(SHA256.hash(data: body))
                    sqlite3_bind_int64(insert, 1, sequence)
                    sqlite3_bind_blob(insert, 2, body, Int32(body.count), transient)
                    sqlite3_bind_blob(insert, 3, hash, Int32(hash.count), transient)
                    guard sqlite3_step(insert) == SQLITE_DONE else { throw BenchError("SQLite: could not insert") }
                    sqlite3_reset(insert)
                }
                // Its log grows up to the first checkpoint and is written over from then on, which is faster.
                try execute("PRAGMA synchronous=OFF")
                for sequence in 1...Self.earlier { try add(sequence) }
                try execute("PRAGMA synchronous=FULL")
                let window = Window(seconds: seconds)
                var recorder = Recorder(window)
                var sequence = Self.earlier
                var start = Stopwatch.now()
                while true {
                    sequence += 1
                    try add(sequence)
                    guard let next = recorder.note(from: start) else { return Sample([recorder], in: window) }
                    start = next
                }
            }
        }

        /// What the log keeps of one event: the leaf and the sealed compartments.
        private static func bytes(persons: Int) async throws -> [UInt8] {
            let sink = try InMemoryAuditSink(
                origin: "bench", signer: NoteSigner(name: "bench", seed: [UInt8](repeating: 1, count: 32)),
                checkpoints: InMemoryCheckpointStore(), committingTo: MemoryCoordinator())
            var unit = UnitOfWork()
            _ = try sink.stage(Cast().event(0, persons: persons), in: &unit)
            _ = try await unit.commit()
            guard let entry = try await sink.entries(AuditQuery(limit: 1)).first else { throw BenchError("there is no entry") }
            return entry.leafBytes.array + entry.compartments.flatMap { $0.commitment.array + ($0.box?.array ?? []) }
        }
    }
#endif
