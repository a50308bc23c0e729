import ArgumentParser
import Custody

/// Hands out the log, or a part of it.
struct AuditExportCommand: AsyncParsableCommand {
    /// In which form.
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case ndjson
        case ocsf
        case tiles = "tlog-tiles"

        /// The form of a bundle; nil for tiles, which are none.
        var form: ExportForm? {
            switch self {
            case .ndjson: .ndjson
            case .ocsf: .ocsf
            case .tiles: nil
            }
        }
    }

    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Hand out the log, or a part of it, in a form that is checked without the store.",
        discussion: """
            ndjson: an entry on a line, a checkpoint, a manifest. ocsf: the same with events of the Open Cybersecurity Schema \
            Framework. Check both with `audit verify-export`. tlog-tiles: C2SP tlog-tiles, for other people's clients; check a \
            log's directory with `audit check`. Options narrow the first two down; without any, every entry is there. \
            That it was handed out is recorded first.
            """)

    @OptionGroup var store: StoreOptions

    @Argument(help: "The directory to write; it must be absent or empty.", completion: .directory)
    var out: String?

    @Option(help: "The form: ndjson, ocsf or tlog-tiles.")
    var format: Format?

    @Option(
        help: ArgumentHelp("The same as OUT with --format tlog-tiles.", valueName: "dir"), completion: .directory)
    var tlogTiles: String?

    @Option(help: ArgumentHelp("What for, unless it is tiles; it stands in the manifest and in the log.", valueName: "text"))
    var `for`: String?

    @OptionGroup var filter: LogFilterOptions

    @Option(help: ArgumentHelp("Name those who acted, for this reason.", valueName: "reason"))
    var nameActors: String?

    @Option(
        name: .customLong("as"),
        help: ArgumentHelp("Who hands it out; the operator when not given.", valueName: "principal"))
    var principal: String?

    @OptionGroup var output: JSONOption

    private var exporter: Principal? { principal.map { .asserted($0) } }

    func run() async throws {
        let (place, format) = try place()
        try StoreDirectory.refuse(place, inside: store.dir, "the export")
        if let form = format.form { try await exportBundle(form, to: place) } else { try await exportTiles(to: place) }
    }

    private func place() throws -> (String, Format) {
        switch (out, tlogTiles, format) {
        case (let out?, nil, let format?): return (out, format)
        case (nil, let tiles?, nil), (nil, let tiles?, .tiles?): return (tiles, .tiles)
        default: throw ToolError("usage", "give the directory to write and its --format: ndjson, ocsf or tlog-tiles")
        }
    }

    private func exportBundle(_ form: ExportForm, to place: String) async throws {
        guard let purpose = self.for else {
            throw ToolError("usage", "say with --for what the log is exported for")
        }
        let filter = try filter.filter()
        let disclosure = try ActorDisclosure(nameActors, by: exporter)
        let manifest = try await store.withCustodian {
            try await $0.exportLog(filter, as: form, for: purpose, by: exporter, naming: disclosure, to: place)
        }
        Console.answer(BundleReport(manifest), asJSON: output.asJSON)
    }

    private func exportTiles(to place: String) async throws {
        guard filter.isEmpty, nameActors == nil, self.for == nil else {
            throw ToolError(
                "usage",
                "tiles hold whole logs, name nobody and do not say what for; leave out the options for that")
        }
        let report = try await store.withCustodian { custodian in
            let signed = try await custodian.exportTiles(to: place, by: exporter)
            var logs: [SignedLogsReport.Log] = []
            for (log, checkpoint) in signed.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
                let status = try await custodian.status(of: log)
                logs.append(.init(log: log, size: checkpoint.checkpoint.size, vkey: status.verifier.description))
            }
            return SignedLogsReport(done: "exported", logs: logs)
        }
        Console.answer(report, asJSON: output.asJSON)
    }
}
