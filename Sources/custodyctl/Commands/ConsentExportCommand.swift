import ArgumentParser
import Custody

/// Writes what people decided for another system.
struct ConsentExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write what people decided as JSON Lines, as `consent import` reads them.",
        discussion: "Without --subjects everybody, under the digits of their tokens: the store knows nobody's name.")

    @OptionGroup var store: StoreOptions

    @Argument(help: "The file to write.", completion: .file())
    var file: String

    @Option(help: ArgumentHelp("Only these people: a file with one identifier a line.", valueName: "file"), completion: .file())
    var subjects: String?

    @OptionGroup var reader: ReaderOption
    @OptionGroup var output: JSONOption

    func run() async throws {
        let people = try subjects.map { try InputFile.lines($0, "the list of people").map { SubjectID($0) } }
        let count = try await OutputFile.filling(file, for: "the consents", outside: store.dir) {
            var bytes: [UInt8] = []
            let count = try await store.withCustodian {
                try await $0.exportConsents(of: people, by: reader.principal) { bytes += $0 }
            }
            return (count, bytes)
        }
        Console.answer(ExportAnswer(count, to: file, saying: "\(count) events were written"), asJSON: output.asJSON)
    }
}
