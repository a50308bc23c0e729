import ArgumentParser
import Custody

/// Lists fields that were not disclosed for a purpose, and what roles did not use.
struct MinimiseReportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "List fields that nobody was shown for a purpose that they are held for, and what roles did not use.",
        discussion: """
            It is read from the audit log, and that it was read is recorded. Each line is a question: what nobody needed for so \
            long may be collected, or permitted, no more.
            """)

    @OptionGroup var store: StoreOptions

    @Option(help: "For how many days back.")
    var days: Int

    @OptionGroup var reader: ReaderOption
    @OptionGroup var output: JSONOption

    func run() async throws {
        let report = try await store.withCustodian { try await $0.minimisationReport(days: days, by: reader.principal) }
        Console.answer(MinimiseAnswer(report: report), asJSON: output.asJSON)
    }
}

private struct MinimiseAnswer: Answer {
    var report: MinimisationReport

    func encode(to encoder: any Encoder) throws { try report.encode(to: encoder) }

    var lines: [String] {
        var lines = ["\(report.disclosures) disclosures since \(report.since)"]
        if !report.isWhole { lines.append("entries of that time were pruned: this is about the rest") }
        func list(_ title: String, _ fields: [MinimisationReport.FieldUse]) {
            lines += fields.map { "\(title): \($0.record).\($0.field) for \($0.purpose)" }
        }
        list("never disclosed", report.unusedFields)
        list("cannot be told", report.untoldFields)
        lines += report.unusedPermissions.map { use in
            "never used: role \(use.role) may see \(use.category)" + (use.purpose.map { " for \($0)" } ?? "")
        }
        return lines
    }
}
