import Foundation

/// One run: rounds in which every row is measured once, in an order that turns from round to round.
struct Run {
    private let settings: Settings
    private let contenders: [any Contender]
    private let missing: [String]

    init(_ settings: Settings) throws {
        self.settings = settings
        var all: [any Contender] = [RawLoop(frames: 1), RawLoop(frames: 32)]
        all += [1, 8, 64].map(OurJournal.init)
        var missing: [String] = []
        #if HAS_CSQLITE
            all.append(SQLiteRow())
        #else
            missing.append("SQLite: install libsqlite3-dev")
        #endif
        #if HAS_CROCKSDB
            all += [1, 64].map(RocksDBRow.init)
        #else
            missing.append("RocksDB: install librocksdb-dev")
        #endif
        #if HAS_CLMDB
            all.append(LMDBRow())
        #else
            missing.append("LMDB: install liblmdb-dev")
        #endif
        contenders = all.filter { settings.includes($0.name) }
        self.missing = missing
    }

    func perform() async throws {
        #if DEBUG
            throw BenchError("figures of a debug build mean nothing: add -c release")
        #endif
        for peer in missing { Self.say("LEFT OUT: \(peer)") }
        try FileManager.default.createDirectory(atPath: settings.directory, withIntermediateDirectories: true)
        var rows = contenders.map { Report.Row($0.name) }
        var probes = Probes(settings)
        for round in 0..<settings.rounds {
            Self.say("round \(round + 1) of \(settings.rounds)")
            for step in contenders.indices {
                let index = (step + round) % contenders.count
                rows[index].take(
                    try await Self.fresh(settings.directory) { directory in
                        try await contenders[index].run(in: directory, seconds: settings.seconds)
                    })
            }
            try await probes.round()
        }
        Self.say("recovery")
        try await probes.end()
        let report = Report(
            settings: [
                "rounds": "\(settings.rounds)", "seconds": "\(settings.seconds)", "directory": settings.directory,
                "processors": "\(ProcessInfo.processInfo.activeProcessorCount)",
                "frame": "\(Payload.frameBytes) bytes",
            ],
            missing: missing, rows: rows, figures: Verdicts(rows).figures + probes.figures)
        print(report.markdown)
        if let path = settings.json { try report.json().write(to: URL(filePath: path)) }
    }

    /// Runs `body` with an empty directory and removes it.
    static func fresh<T>(_ parent: String, _ body: (String) async throws -> T) async throws -> T {
        let place = parent + "/" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: false)
        defer {
            do { try FileManager.default.removeItem(atPath: place) } catch { say("could not remove \(place): \(error)") }
        }
        return try await body(place)
    }

    static func say(_ line: String) { FileHandle.standardError.write(Data((line + "\n").utf8)) }
}
