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
    /// The report as an object.
    private struct Report: Encodable {
        var fields: [Field]
        var handles: Int
        var mostOfOne: Int
    }

    private struct Field: Encodable {
        var field: IdentifierField
        var controller: ControllerID
        var hash: IdentifierHash
        var entries: Int
        var distinct: Int
        var largestBucket: Int
        var versions: [String: Int]

        init(_ field: IndexReport.Field) {
            (self.field, controller, hash) = (field.field, field.controller, field.hash)
            (entries, distinct, largestBucket) = (field.entries, field.distinct, field.largestBucket)
            versions = field.versions.keyedByText
        }
    }

    private enum CodingKeys: String, CodingKey { case report }

    var report: IndexReport

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        let report = Report(
            fields: report.fields.map { Field($0) }, handles: report.handles, mostOfOne: report.mostOfOne)
        try container.encode(report, forKey: .report)
    }

    var lines: [String] { report.findings }
}
