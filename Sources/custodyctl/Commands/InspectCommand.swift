import ArgumentParser
import Custody

/// Shows what stands in a store's directory.
struct InspectCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect",
        abstract: "Show what stands in a store's directory: files, segments, commits, and what is not as it should be.",
        discussion: """
            It needs no key, writes nothing, and works while another process holds the directory. Without the key the \
            signatures of the audit log are not checked; `audit verify` does that.
            """)

    @Argument(help: "The directory of the store.", completion: .directory)
    var dir: String

    @OptionGroup var output: JSONOption

    func run() async throws {
        try StoreBackend.requireFiles(dir, for: "inspect")
        try StoreDirectory.requireStore(dir)
        let inspection = try await StoreInspection.inspect(at: dir, keys: nil)
        Console.answer(InspectReport(inspection), asJSON: output.asJSON)
        guard inspection.isIntact else {
            throw ToolError(
                "damaged",
                "the store is not what was written; restore the files named above from a backup, or save what can be read with "
                    + "`custodyctl salvage`", path: dir, status: .integrity)
        }
    }
}
