#if HAS_CSQLITE
    import CSQLite

    /// SQLite with a write-ahead log and `synchronous=FULL`: one connection, one transaction a commit, prepared once.
    struct SQLiteRow: Contender {
        let name = "SQLite, WAL + FULL, 1 connection"

        private static let earlier: Int64 = 3000

        func run(in directory: String, seconds: Double) async throws -> Sample {
            try await Threads.run {
                let connection = try Connection(directory + "/log.sqlite")
                defer { connection.close() }
                try connection.execute("PRAGMA journal_mode=WAL")
                try connection.execute("CREATE TABLE log(sequence INTEGER PRIMARY KEY, body BLOB NOT NULL)")
                let insert = try connection.prepare("INSERT INTO log(sequence, body) VALUES(?, ?)")
                defer { sqlite3_finalize(insert) }
                // Its log grows up to the first checkpoint and is written over from then on, which is faster.
                try connection.execute("PRAGMA synchronous=OFF")
                for sequence in 1...Self.earlier { try connection.insert(sequence, with: insert) }
                try connection.execute("PRAGMA synchronous=FULL")
                try connection.expect("PRAGMA journal_mode", is: "wal")
                try connection.expect("PRAGMA synchronous", is: "2")
                let window = Window(seconds: seconds)
                var recorder = Recorder(window)
                var sequence = Self.earlier
                var start = Stopwatch.now()
                while true {
                    sequence += 1
                    try connection.insert(sequence, with: insert)
                    guard let next = recorder.note(from: start) else { break }
                    start = next
                }
                return Sample([recorder], in: window)
            }
        }
    }

    private struct Connection {
        let handle: OpaquePointer

        init(_ path: String) throws {
            var opened: OpaquePointer?
            guard sqlite3_open(path, &opened) == SQLITE_OK, let opened else {
                throw BenchError("SQLite: could not open \(path)")
            }
            handle = opened
        }

        func close() { sqlite3_close(handle) }

        func failure(_ what: String) -> BenchError { BenchError("SQLite: \(what): \(String(cString: sqlite3_errmsg(handle)))") }

        func execute(_ sql: String) throws {
            guard sqlite3_exec(handle, sql, nil, nil, nil) == SQLITE_OK else { throw failure(sql) }
        }

        func prepare(_ sql: String) throws -> OpaquePointer {
            var statement: OpaquePointer?
            guard sqlite3_prepare_v2(handle, sql, -1, &statement, nil) == SQLITE_OK, let statement else { throw failure(sql) }
            return statement
        }

        /// Outside a transaction a statement is one of its own.
        func insert(_ sequence: Int64, with insert: OpaquePointer) throws {
            sqlite3_bind_int64(insert, 1, sequence)
            // The bytes are a constant's, but the call may not know that they stay: it copies them.
            let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
            sqlite3_bind_blob(insert, 2, Payload.body, Int32(Payload.body.count), transient)
            guard sqlite3_step(insert) == SQLITE_DONE else { throw failure("insert") }
            sqlite3_reset(insert)
        }

        /// Reads a setting back: a pragma that is not obeyed says nothing.
        func expect(_ pragma: String, is wanted: String) throws {
            let statement = try prepare(pragma)
            defer { sqlite3_finalize(statement) }
            guard sqlite3_step(statement) == SQLITE_ROW, let text = sqlite3_column_text(statement, 0) else {
                throw failure(pragma)
            }
            let found = String(cString: text)
            guard found == wanted else { throw BenchError("SQLite: \(pragma) is \(found), not \(wanted)") }
        }
    }
#endif
