import ArgumentParser
import Custody

/// Tells what is past its time.
struct RetentionDueCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "due", abstract: "List the values whose time is over, why, and what keeps those that stay.")

    @OptionGroup var store: StoreOptions

    @Option(help: ArgumentHelp("As of when, such as 2027-01-01; now when not given.", valueName: "time"))
    var at: Instant?

    @OptionGroup var reader: ReaderOption
    @OptionGroup var output: JSONOption

    func run() async throws {
        let items = try await store.withCustodian { try await $0.retentionDue(at: at, by: reader.principal) }
        Console.answer(RetentionDueAnswer(items), asJSON: output.asJSON)
    }
}
