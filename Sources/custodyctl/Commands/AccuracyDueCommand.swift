import ArgumentParser
import Custody

/// Tells what has to be verified.
struct AccuracyDueCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "due", abstract: "List the values that have to be verified, the one due longest first.")

    @OptionGroup var store: StoreOptions

    @Option(help: ArgumentHelp("As of when, such as 2027-01-01; now when not given.", valueName: "time"))
    var at: Instant?

    @OptionGroup var reader: ReaderOption
    @OptionGroup var output: JSONOption

    func run() async throws {
        let due = try await store.withCustodian { try await $0.accuracyDue(at: at, by: reader.principal) }
        Console.answer(AccuracyDueAnswer(due), asJSON: output.asJSON)
    }
}
