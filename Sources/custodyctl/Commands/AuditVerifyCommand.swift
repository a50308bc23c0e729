import ArgumentParser
import Custody

/// Checks every file of a store, without writing and without opening personal data.
struct AuditVerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Check every file of a store: nothing is written, nothing personal is opened.",
        discussion: "It also works while another process holds the directory.")

    @OptionGroup var store: StoreOptions
    @OptionGroup var output: JSONOption

    func run() async throws {
        let keys = try store.key.provider(for: store.dir)
        let inspection = try await StoreInspection.inspect(at: store.dir, keys: keys)
        let report = VerifyReport(inspection)
        Console.answer(report, asJSON: output.asJSON)
        guard report.isIntact else {
            throw ToolError(
                "damaged", "the store is not what was written; see the findings above, and restore those files from a backup",
                path: store.dir, status: .integrity)
        }
    }
}
