import ArgumentParser
import Custody

/// Holds what is held against what was promised.
struct AuditDataCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "data",
        abstract:
            "Hold everything that is held about people against schemas, schedules, consents and notices; no value is opened.")

    @OptionGroup var store: StoreOptions

    @Option(help: ArgumentHelp("As of when, such as 2027-01-01; now when not given.", valueName: "time"))
    var at: Instant?

    @OptionGroup var reader: ReaderOption
    @OptionGroup var output: JSONOption

    func run() async throws {
        let findings = try await store.withCustodian { try await $0.auditData(at: at, by: reader.principal) }
        Console.answer(DataFindingsAnswer(findings), asJSON: output.asJSON)
    }
}
