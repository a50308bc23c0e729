import ArgumentParser
import Custody

/// Saves what can be read of a damaged store.
struct SalvageCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "salvage",
        abstract: "Take over what can be read of a damaged store into a new directory that opens.",
        discussion: """
            A backup is better: it has all of it. The new store has the longest readable prefix of the commits, the keys that \
            they name, and the log's signatures as far as they fit. What was left out is listed with file, place and commit. \
            The damaged directory is never written to.

            An erasure whose commit is lost stays an erasure: its keys are gone, and the new store finishes it when it opens. \
            Exit status: 0 when nothing acknowledged is missing, 3 when something was left out.
            """)

    @OptionGroup var store: StoreOptions

    @Argument(help: "Where the new store is made; nothing may stand there.", completion: .directory)
    var out: String

    @OptionGroup var output: JSONOption

    func run() async throws {
        try StoreBackend.requireFiles(store.dir, for: "salvage")
        let keys = try store.keys()
        guard !OutputFile.exists(out) else {
            throw ToolError("fileExists", "something stands there; it is not written over: choose another name", path: out)
        }
        try StoreDirectory.refuse(out, inside: store.dir, "the new store")
        let salvage = try await StoreSalvage.salvage(from: store.dir, to: out, keys: keys)
        let inspection = try await StoreInspection.inspect(at: out, keys: keys)
        let report = SalvageReport(salvage, inspection)
        Console.answer(report, asJSON: output.asJSON)
        guard report.opens else {
            throw ToolError(
                "damaged", "the new store does not verify; keep both directories and report this", path: out, status: .integrity
            )
        }
        guard salvage.isComplete else {
            throw ToolError(
                "incomplete", "the new store opens and lacks what is listed above; a backup may have it", path: out,
                status: .integrity)
        }
    }
}
