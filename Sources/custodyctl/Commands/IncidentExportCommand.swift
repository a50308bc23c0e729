import ArgumentParser
import Custody

/// Writes all incidents for another system.
struct IncidentExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write all incidents as `incident import` reads them. It is no backup.")

    @OptionGroup var store: StoreOptions

    @Argument(help: "The file to write.", completion: .file())
    var file: String

    @OptionGroup var reader: ReaderOption
    @OptionGroup var output: JSONOption

    func run() async throws {
        let count = try await OutputFile.filling(file, for: "the incidents", outside: store.dir) {
            let incidents = try await store.withCustodian { try await $0.exportIncidents(by: reader.principal) }
            return (incidents.count, try JSONText.encode(incidents) + [UInt8(ascii: "\n")])
        }
        Console.answer(ExportAnswer(count, to: file, saying: "\(count) incidents were written"), asJSON: output.asJSON)
    }
}
