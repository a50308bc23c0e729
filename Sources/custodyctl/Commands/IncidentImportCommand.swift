import ArgumentParser
import Custody

/// Takes over incidents of another system.
struct IncidentImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Take over incidents of another system; every fault is named, the good ones are kept.",
        discussion: """
            A JSON array of objects with the names of ForeignIncident: reference and title, and what is known of role, occurred, \
            detected, aware, awareReason, notified, lateReason, determination, risk, people, records. Doing it again adds \
            nothing. It ends with exit status 2 when a record had a fault.
            """)

    @OptionGroup var store: StoreOptions

    @Argument(help: "The file to read.", completion: .file())
    var file: String

    @OptionGroup var laws: LawOptions
    @OptionGroup var actor: ActorOption
    @OptionGroup var output: JSONOption

    func run() async throws {
        let records = try ForeignIncidentsFile.read(file)
        let report = try await store.withCustodian(incidents: try laws.settings()) {
            try await $0.importIncidents(records, by: actor.principal)
        }
        guard report.faults.isEmpty else {
            throw ToolError(
                "faultyRecords", "\(report.added) were added, \(report.known) were known, and some have faults", path: file,
                reasons: report.faults.map(\.description))
        }
        Console.answer(IncidentImportAnswer(added: report.added, known: report.known), asJSON: output.asJSON)
    }
}

private struct IncidentImportAnswer: Answer {
    var added: Int
    var known: Int
    var lines: [String] { ["\(added) incidents were added, \(known) were known"] }
}
