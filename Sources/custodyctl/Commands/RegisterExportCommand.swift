import ArgumentParser
import Custody

/// Writes the registers out.
struct RegisterExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write the newest entry of each key of every register, as JSON that `import` reads.",
        discussion: "Of documents the earlier versions too. It names the staff: keep it as you keep the store.")

    @OptionGroup var store: StoreOptions

    @Option(help: ArgumentHelp("Where to write it.", valueName: "file"), completion: .file())
    var output: String

    func run() async throws {
        try await OutputFile.filling(output, for: "the registers", outside: store.dir) {
            let book = try await store.withCustodian { try await $0.registerBook() }
            return ((), Array(try book.json().utf8))
        }
        Console.line("The registers are in \(output).")
    }
}
