import ArgumentParser
import Custody

/// Takes over what people decided elsewhere.
struct ConsentImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Take over what people decided elsewhere; every fault is named, the good ones are kept.",
        discussion: """
            JSON Lines as `consent export` writes them: first notices, then events. Doing it again adds nothing. It ends with exit \
            status 2 when a line had a fault. A consent that could not be recorded here is a fault too. A later edition of a notice \
            needs the permission that `consent notice record` needs.
            """)

    @OptionGroup var store: StoreOptions

    @Argument(help: "The file to read.", completion: .file())
    var file: String

    @OptionGroup var actor: ActorOption
    @OptionGroup var output: JSONOption

    func run() async throws {
        let lines = try InputFile.read(file, "the consents").split(
            separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        let report = try await store.withCustodian {
            try await $0.importConsents(lines.map { Array($0) }, by: actor.principal)
        }
        guard report.faults.isEmpty else {
            throw ToolError(
                "faultyLines", "\(report.added) events were added, \(report.known) were known, and some lines have faults",
                path: file, reasons: report.faults.map(\.description))
        }
        Console.answer(
            ConsentImportAnswer(added: report.added, known: report.known, notices: report.notices), asJSON: output.asJSON)
    }
}

private struct ConsentImportAnswer: Answer {
    var added: Int
    var known: Int
    var notices: Int
    var lines: [String] { ["\(added) events and \(notices) notices were added, \(known) events were known"] }
}
