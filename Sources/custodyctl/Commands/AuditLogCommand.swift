import ArgumentParser
import Custody

/// Reads the audit log back.
struct AuditLogCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "log", abstract: "Read the audit log: what happened, when, why and in which role. It names nobody.",
        discussion: "Options narrow it down, and all that is given must hold. That it was read is recorded.")

    @OptionGroup var store: StoreOptions
    @OptionGroup var filter: LogFilterOptions
    @OptionGroup var reader: ReaderOption
    @OptionGroup var output: JSONOption

    func run() async throws {
        let filter = try filter.filter()
        let entries = try await store.withCustodian { try await $0.log(filter, by: reader.principal) }
        Console.answer(LogReport(entries: entries), asJSON: output.asJSON)
    }
}
