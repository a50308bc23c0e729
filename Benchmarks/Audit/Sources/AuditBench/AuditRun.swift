import Foundation

/// One run: rounds in which every row is measured once, in an order that turns, then what a large log costs.
struct AuditRun {
    private let settings: AuditSettings
    private let contenders: [any Contender]
    private let missing: [String]

    private static let raw = RawLoop(frames: 1)
    private static let leaf = AuditRow(writers: 64, persons: 0)
    private static let sealed = AuditRow(writers: 64, persons: 2)

    init(_ settings: AuditSettings) {
        self.settings = settings
        var contenders: [any Contender] = [Self.raw, Self.leaf, Self.sealed, AuditRow(writers: 1, persons: 0)]
        #if HAS_CSQLITE
            contenders += [HashedSQLiteRow(of: Self.leaf), HashedSQLiteRow(of: Self.sealed)]
            missing = []
        #else
            missing = ["SQLite: install libsqlite3-dev"]
        #endif
        self.contenders = contenders
    }

    func perform() async throws {
        let rounds = Rounds(count: settings.rounds, seconds: settings.seconds, directory: settings.directory)
        try rounds.begin(without: missing)
        let rows = try await rounds.run(contenders)
        var figures = settings.rounds > 0 ? verdicts(rows) : []
        if settings.leaves > 0 {
            if let store = settings.store {
                figures += try await LargeLog(directory: store, leaves: settings.leaves).figures()
            } else {
                figures += try await Rounds.fresh(settings.directory) { directory in
                    try await LargeLog(directory: directory + "/store", leaves: settings.leaves).figures()
                }
            }
        }
        let report = Report(
            settings: [
                "rounds": "\(settings.rounds)", "seconds": "\(settings.seconds)", "directory": settings.directory,
                "processors": "\(ProcessInfo.processInfo.activeProcessorCount)", "leaves": "\(settings.leaves)",
            ],
            missing: missing, rows: settings.rounds > 0 ? rows : [], figures: figures)
        print(report.markdown)
        if let path = settings.json { try report.json().write(to: URL(filePath: path)) }
    }

    /// Ratios are taken within a round, then the median over the rounds.
    private func verdicts(_ rows: [Report.Row]) -> [Report.Figure] {
        let rates = Dictionary(rows.map { ($0.name, $0.rates) }, uniquingKeysWith: { first, _ in first })
        func ratio(_ name: String, _ left: String, _ right: String, _ bound: Double) -> Report.Figure? {
            guard let left = rates[left], let right = rates[right] else { return nil }
            return Report.Figure(name: name, value: zip(left, right).map(/).median, unit: " ×", bound: .atLeast(bound))
        }
        var figures = [
            ratio("leaf alone, 64 writers / R", Self.leaf.name, Self.raw.name, 8),
            ratio("two sealed compartments, 64 writers / R", Self.sealed.name, Self.raw.name, 4),
        ]
        #if HAS_CSQLITE
            figures += [Self.leaf, Self.sealed].map {
                ratio("\($0.name) / SQLite", $0.name, HashedSQLiteRow(of: $0).name, 3)
            }
        #endif
        return figures.compactMap(\.self)
    }
}
