import ArgumentParser
import Custody

/// Draws up where the controller stands.
struct ReportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Draw up where the controller stands, for a person to read. That it was drawn up is recorded.",
        discussion: """
            The page needs no other file and runs nothing. Staff appear by role and count; with --naming the JSON file says who they \
            are, for a principal who may review access. Give checkpoints that were kept outside, so that the page can say that the \
            log agrees. Several files get their names once all are whole, the CSV first and the page last: where it is, all are.
            """)

    @OptionGroup var store: StoreOptions

    @Option(help: ArgumentHelp("Where to write the page.", valueName: "file"), completion: .file())
    var output: String?

    @Option(help: ArgumentHelp("Where to write the same as JSON.", valueName: "file"), completion: .file())
    var jsonFile: String?

    @Option(help: ArgumentHelp("Where to write the same as CSV.", valueName: "file"), completion: .file())
    var csvFile: String?

    @Flag(help: "Let the JSON file say who the staff are.")
    var naming = false

    @OptionGroup var reader: ReaderOption
    @OptionGroup var anchors: AnchorOptions
    @OptionGroup var laws: LawOptions
    @OptionGroup var answer: JSONOption

    func run() async throws {
        let files = [csvFile, jsonFile, output].compactMap(\.self)
        guard !files.isEmpty else {
            throw ToolError("usage", "say where to write the report: --output, --json-file or --csv-file")
        }
        guard !naming || jsonFile != nil else {
            throw ToolError("usage", "only the JSON file names the staff; give --json-file")
        }
        guard Set(files.map(StoreDirectory.resolved)).count == files.count else {
            throw ToolError("usage", "give each form a file of its own")
        }
        let (anchored, settings) = (try await anchors.logs(), try laws.settings())
        let report = try await OutputFile.filling(
            [(csvFile, "the report's CSV"), (jsonFile, "the report's JSON"), (output, "the report")], outside: store.dir
        ) { () -> (ComplianceReport, [[UInt8]]) in
            let report = try await store.withCustodian(incidents: settings) { custodian in
                try await custodian.complianceReport(by: reader.principal, naming: naming, against: anchored)
            }
            return (report, [Array(report.csv().utf8), Array(try report.json().utf8), Array(report.html().utf8)])
        }
        Console.answer(ReportAnswer(report, files: files), asJSON: answer.asJSON)
    }
}

/// What a report found, and where it was written.
private struct ReportAnswer: Answer {
    var findings: Int
    /// How many of each gravity.
    var severities: [String: Int]
    var files: [String]
    private var line: String

    private enum CodingKeys: String, CodingKey {
        case findings, severities, files
    }

    init(_ report: ComplianceReport, files: [String]) {
        let counts = report.findingCounts
        findings = report.findings.count
        severities = Dictionary(uniqueKeysWithValues: counts.map { ($0.severity.rawValue, $0.count) })
        self.files = files
        let told = counts.map { "\($0.count) \($0.severity.rawValue)" }.joined(separator: ", ")
        line = "The report is drawn up: \(findings) findings (\(told))."
    }

    var lines: [String] { [line] }
}
