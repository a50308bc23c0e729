#if HAS_CROCKSDB
    import CRocksDB

    /// RocksDB with its defaults and `sync=true`: every put is in its write-ahead log on the disk before it returns.
    struct RocksDBRow: Contender {
        let threads: Int

        var name: String { threads == 1 ? "RocksDB, sync, 1 thread" : "RocksDB, sync, \(threads) threads" }

        func run(in directory: String, seconds: Double) async throws -> Sample {
            let options = rocksdb_options_create()
            defer { rocksdb_options_destroy(options) }
            rocksdb_options_set_create_if_missing(options, 1)
            var failure: UnsafeMutablePointer<CChar>?
            // RocksDB locks for itself; the pointers never change.
            nonisolated(unsafe) let store = rocksdb_open(options, directory + "/rocks", &failure)
            try Self.check(failure)
            defer { rocksdb_close(store) }
            nonisolated(unsafe) let writing = rocksdb_writeoptions_create()
            defer { rocksdb_writeoptions_destroy(writing) }
            rocksdb_writeoptions_set_sync(writing, 1)
            guard rocksdb_writeoptions_get_sync(writing) == 1 else { throw BenchError("RocksDB: sync is off") }
            let window = Window(seconds: seconds)
            let recorders = try await Threads.run(threads) { thread in
                var recorder = Recorder(window)
                var number = UInt64(thread) << 40
                var start = Stopwatch.now()
                while true {
                    number += 1
                    var failure: UnsafeMutablePointer<CChar>?
                    withUnsafeBytes(of: number.bigEndian) { key in
                        Payload.body.withUnsafeBytes { value in
                            rocksdb_put(
                                store, writing, key.baseAddress, key.count, value.baseAddress, value.count, &failure)
                        }
                    }
                    try Self.check(failure)
                    guard let next = recorder.note(from: start) else { return recorder }
                    start = next
                }
            }
            return Sample(recorders, in: window)
        }

        private static func check(_ failure: UnsafeMutablePointer<CChar>?) throws {
            guard let failure else { return }
            defer { rocksdb_free(failure) }
            throw BenchError("RocksDB: \(String(cString: failure))")
        }
    }
#endif
