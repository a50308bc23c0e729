#if HAS_CLMDB
    import CLMDB

    /// LMDB with its defaults, which sync each transaction.
    struct LMDBRow: Contender {
        let name = "LMDB, sync, 1 thread"

        func run(in directory: String, seconds: Double) async throws -> Sample {
            try await Threads.run {
                var environment: OpaquePointer?
                try Self.check(mdb_env_create(&environment), "create")
                defer { mdb_env_close(environment) }
                try Self.check(mdb_env_set_mapsize(environment, 1 << 30), "map size")
                try Self.check(mdb_env_open(environment, directory, 0, 0o600), "open")
                var flags: UInt32 = 0
                try Self.check(mdb_env_get_flags(environment, &flags), "flags")
                let unsynced = UInt32(MDB_NOSYNC | MDB_NOMETASYNC | MDB_MAPASYNC)
                guard flags & unsynced == 0 else { throw BenchError("LMDB: sync is off, flags \(flags)") }
                let window = Window(seconds: seconds)
                var recorder = Recorder(window)
                var number: UInt64 = 0
                var start = Stopwatch.now()
                while true {
                    number += 1
                    try Self.commit(number, in: environment)
                    guard let next = recorder.note(from: start) else { break }
                    start = next
                }
                return Sample([recorder], in: window)
            }
        }

        private static func commit(_ number: UInt64, in environment: OpaquePointer?) throws {
            var transaction: OpaquePointer?
            try check(mdb_txn_begin(environment, nil, 0, &transaction), "begin")
            var database: MDB_dbi = 0
            try check(mdb_dbi_open(transaction, nil, 0, &database), "open the table")
            var bytes = number.bigEndian
            var body = Payload.body
            let result = withUnsafeMutableBytes(of: &bytes) { key in
                body.withUnsafeMutableBytes { value in
                    var name = MDB_val(mv_size: key.count, mv_data: key.baseAddress)
                    var content = MDB_val(mv_size: value.count, mv_data: value.baseAddress)
                    return mdb_put(transaction, database, &name, &content, UInt32(MDB_APPEND))
                }
            }
            try check(result, "put")
            try check(mdb_txn_commit(transaction), "commit")
        }

        private static func check(_ result: Int32, _ what: String) throws {
            guard result == 0 else { throw BenchError("LMDB: \(what): \(String(cString: mdb_strerror(result)))") }
        }
    }
#endif
