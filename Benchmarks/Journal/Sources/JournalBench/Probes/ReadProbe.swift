import CustodyJournal

/// What a read costs while the journal syncs all the time, against one of an idle journal.
///
/// A read is what the stores above do on the caller's side: ask for the durable sequence, and read a frame's bytes from the
/// file that is being written.
struct ReadProbe {
    /// Nanoseconds, sorted.
    struct Reads: Sendable {
        var state: [UInt64]
        var file: [UInt64]
    }

    /// The clock is too coarse for one question of the state: so many are timed together. Each read of the file is timed
    /// alone, since one that waits for a sync must be seen among those that do not.
    private static let batch = 100

    static func run(in directory: String, seconds: Double) async throws -> (idle: Reads, syncing: Reads) {
        let log = try await OpenLog.open(in: directory)
        for _ in 0..<1000 { try await log.commit() }
        let fileSystem = PosixFileSystem()
        guard let segment = try fileSystem.list(directory).last(where: { $0.hasSuffix(".log") }) else {
            throw BenchError("the journal has no segment")
        }
        let file = try fileSystem.open(directory + "/" + segment, mode: .readOnly)
        defer { file.close() }
        let idle = try await read(log, file, seconds)
        let window = Window(seconds: seconds + 0.1)
        async let writing: Void = {
            while Stopwatch.now() < window.end { try await log.commit() }
        }()
        let syncing = try await read(log, file, seconds)
        try await writing
        try await log.journal.close()
        return (idle, syncing)
    }

    private static func read(_ log: OpenLog, _ file: any JournalFile, _ seconds: Double) async throws -> Reads {
        try await Threads.run {
            var reads = Reads(state: [], file: [])
            let end = Stopwatch.now() + UInt64(seconds * 1e9)
            var seen: UInt64 = 0
            while Stopwatch.now() < end {
                let start = Stopwatch.now()
                for _ in 0..<batch { seen = max(seen, log.journal.durableSequence) }
                var asked = Stopwatch.now()
                reads.state.append(asked - start)
                for place in 0..<UInt64(batch) {
                    let bytes = try file.read(at: place * 2048, count: Payload.frameBytes)
                    guard bytes.count == Payload.frameBytes else { throw BenchError("the segment is too short to be read") }
                    let read = Stopwatch.now()
                    reads.file.append(read - asked)
                    asked = read
                }
            }
            guard seen >= 1000 else { throw BenchError("the journal lost its last sequence") }
            return Reads(state: reads.state.sorted(), file: reads.file.sorted())
        }
    }
}
