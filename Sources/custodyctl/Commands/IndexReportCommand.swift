import ArgumentParser
import Custody

/// Tells what the blind index tells.
struct IndexReportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Count what somebody learns from the blind index who can read the files and has no key.")

    @OptionGroup var store: StoreOptions
    @OptionGroup var output: JSONOption

    func run() async throws {
        let report = try await store.withCustodian { try await $0.indexReport() }
        Console.answer(IndexReportAnswer(report: report), asJSON: output.asJSON)
    }
}

/// What it tells.
private struct IndexReportAnswer: Answer {
    var report: IndexReport

    var lines: [String] { report.findings }
}
