import ArgumentParser
import Custody

/// Draws up where the controller stands.
struct ReportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Draw up where the controller stands, for a person to read. That it was drawn up is recorded.",
        discussion: """
            The page needs no other file and runs nothing. Staff appear by role and count; with --naming the JSON says who they are, for a \
            principal who may review access. Give checkpoints that were kept outside, so that the page can say that the log agrees.
            """)

    @OptionGroup var store: StoreOptions

    @Option(help: ArgumentHelp("Where to write the page.", valueName: "file"), completion: .file())
    var output: String?

    @Option(help: ArgumentHelp("Where to write the same as JSON.", valueName: "file"), completion: .file())
    var json: String?

    @Option(help: ArgumentHelp("Where to write the same as CSV.", valueName: "file"), completion: .file())
    var csv: String?

    @Flag(help: "Let the JSON say who the staff are.")
    var naming = false

    @OptionGroup var reader: ReaderOption
    @OptionGroup var anchors: AnchorOptions
    @OptionGroup var laws: LawOptions

    func run() async throws {
        guard output != nil || json != nil || csv != nil else {
            throw ToolError("usage", "say where to write the report: --output, --json or --csv")
        }
        guard !naming || json != nil else { throw ToolError("usage", "only the JSON names the staff; give --json") }
        let files = [output, json, csv].compactMap(\.self)
        guard Set(files).count == files.count else { throw ToolError("usage", "give each form a file of its own") }
        let report = try await drawn(against: try await anchors.logs())
        let counts = report.findingCounts.map { "\($0.count) \($0.severity.rawValue)" }.joined(separator: ", ")
        Console.line("The report is drawn up: \(report.findings.count) findings (\(counts)).")
    }

    /// Draws the report up and writes each form that is asked for. Every file is made first, so that none fails for want of a place.
    private func drawn(against anchored: [AnchoredLog]) async throws -> ComplianceReport {
        try await OutputFile.filling(output, for: "the report", outside: store.dir) { () -> (ComplianceReport, [UInt8]) in
            let report = try await data(against: anchored)
            return (report, Array(report.html().utf8))
        }
    }

    private func data(against anchored: [AnchoredLog]) async throws -> ComplianceReport {
        try await OutputFile.filling(json, for: "the report's JSON", outside: store.dir) { () -> (ComplianceReport, [UInt8]) in
            let report = try await sheet(against: anchored)
            return (report, Array(try report.json().utf8))
        }
    }

    private func sheet(against anchored: [AnchoredLog]) async throws -> ComplianceReport {
        try await OutputFile.filling(csv, for: "the report's CSV", outside: store.dir) { () -> (ComplianceReport, [UInt8]) in
            let settings = try laws.settings()
            let report = try await store.withCustodian(incidents: settings) { custodian in
                try await custodian.complianceReport(by: reader.principal, naming: naming, against: anchored)
            }
            return (report, Array(report.csv().utf8))
        }
    }
}
