import ArgumentParser
import Custody

/// Makes the log's index anew.
struct AuditReindexCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reindex",
        abstract: "Make anew what the log's entries are found by, from the entries.",
        discussion: "For a store whose `audit log` says that a row of the index cannot be read.")

    @OptionGroup var store: StoreOptions
    @OptionGroup var output: JSONOption

    func run() async throws {
        try await store.withCustodian { try await $0.rebuildLogIndex() }
        Console.answer(ReceiptReport("the index was made anew", nil), asJSON: output.asJSON)
    }
}
