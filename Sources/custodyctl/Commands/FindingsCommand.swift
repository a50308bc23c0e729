import ArgumentParser
import Custody

/// Lists what is to be put right.
struct FindingsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "findings",
        abstract: "List everything that is due, overdue, drifting or failing, with what puts it right.")

    @OptionGroup var store: StoreOptions

    @Option(help: "Only those as grave as this, or graver: critical, high, medium or low.")
    var from: Finding.Severity = .low

    @OptionGroup var reader: ReaderOption
    @OptionGroup var laws: LawOptions
    @OptionGroup var output: JSONOption

    func run() async throws {
        let findings = try await store.withCustodian(incidents: try laws.settings()) {
            try await $0.findings(by: reader.principal)
        }
        Console.answer(FindingsAnswer(findings: findings.filter { $0.severity <= from }), asJSON: output.asJSON)
    }
}

/// What is to be put right.
private struct FindingsAnswer: Answer {
    var findings: [Finding]

    var lines: [String] {
        guard !findings.isEmpty else { return ["nothing is to be put right"] }
        return findings.flatMap { finding in
            let detail = finding.detail.isEmpty ? "" : ": \(Printable.text(finding.detail))"
            let head = "\(finding.severity.rawValue)  \(finding.kind.english) (\(finding.article))"
            return [
                finding.severity == .critical ? Style.red.applied(to: head) : head,
                "    \(Printable.text(finding.place.description))\(detail)", "    \(Style.faint.applied(to: finding.fix))",
            ]
        }
    }
}
