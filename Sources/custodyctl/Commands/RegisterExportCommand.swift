import ArgumentParser
import Custody

/// Writes the registers out.
struct RegisterExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write the newest entry of each key of every register, as JSON that `import` reads.",
        discussion: "Of documents the earlier versions too. It names the staff: keep it as you keep the store.")

    @OptionGroup var store: StoreOptions

    @Argument(help: "The file to write.", completion: .file())
    var file: String

    @OptionGroup var output: JSONOption

    func run() async throws {
        try await OutputFile.filling(file, for: "the registers", outside: store.dir) {
            let book = try await store.withCustodian { try await $0.registerBook() }
            return ((), Array(try book.json().utf8))
        }
        Console.answer(RegisterExportAnswer(file: file), asJSON: output.asJSON)
    }
}

/// Where the registers were written.
private struct RegisterExportAnswer: Answer {
    var file: String
    var lines: [String] { ["The registers are in \(file)."] }
}
