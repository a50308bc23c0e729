import ArgumentParser
import Custody

/// Shows an incident.
struct IncidentShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show an incident, what is due and its timeline.")

    @OptionGroup var store: StoreOptions
    @OptionGroup var which: IncidentOption
    @OptionGroup var reader: ReaderOption
    @OptionGroup var output: JSONOption

    func run() async throws {
        let report = try await store.withCustodian { try await $0.incident(which.incident, by: reader.principal) }
        Console.answer(IncidentAnswer(report, at: SystemClock().now()), asJSON: output.asJSON)
    }
}
