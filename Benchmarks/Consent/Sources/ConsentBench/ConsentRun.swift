import Foundation

/// One run: rounds of durable grants beside a raw loop, then a million consents in memory and a million events in a store.
struct ConsentRun {
    private let settings: ConsentSettings
    private static let raw = RawLoop(frames: 1)
    private static let grants = GrantRow(writers: 64)

    init(_ settings: ConsentSettings) { self.settings = settings }

    func perform() async throws {
        let rounds = Rounds(count: settings.rounds, seconds: settings.seconds, directory: settings.directory)
        try rounds.begin(without: [])
        let contenders: [any Contender] = [Self.raw, Self.grants, GrantRow(writers: 1)]
        let rows = settings.rounds > 0 ? try await rounds.run(contenders) : []
        var figures: [Report.Figure] = []
        if let raw = rows.first(where: { $0.name == Self.raw.name }),
            let grants = rows.first(where: { $0.name == Self.grants.name })
        {
            figures.append(
                Report.Figure(
                    name: "durable grants, 64 writers / R", value: zip(grants.rates, raw.rates).map(/).median, unit: " ×",
                    bound: .atLeast(10)))
        }
        if settings.consents > 0 {
            figures += try await StatusProbe(consents: settings.consents).figures()
            figures += try await Rounds.fresh(settings.directory) { directory in
                try await OpenProbe(directory: directory + "/store", events: settings.consents).figures()
            }
        }
        let report = Report(
            settings: [
                "rounds": "\(settings.rounds)", "seconds": "\(settings.seconds)", "directory": settings.directory,
                "processors": "\(ProcessInfo.processInfo.activeProcessorCount)", "consents": "\(settings.consents)",
            ],
            missing: [], rows: rows, figures: figures)
        print(report.markdown)
        if let path = settings.json { try report.json().write(to: URL(filePath: path)) }
    }
}
