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
        let rounds = Rounds(count: settings.rounds, seconds: settings.seconds, directory: settings.directory)
        try rounds.begin(without: missing)
        var probes = Probes(settings)
        let rows = try await rounds.run(contenders) { try await probes.round() }
        Rounds.say("recovery")
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
}
