import ArgumentParser
import Custody

/// Opens an incident.
struct IncidentOpenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "open", abstract: "Open an incident. That is not awareness: no clock runs yet.")

    @OptionGroup var store: StoreOptions

    @Option(help: "What it is called; it is sealed.")
    var title: String

    @Option(help: ArgumentHelp("When it was noticed.", valueName: "time"))
    var detected: Instant?

    @Option(help: ArgumentHelp("When it happened.", valueName: "time"))
    var occurred: Instant?

    @OptionGroup var actor: ActorOption
    @OptionGroup var output: JSONOption

    func run() async throws {
        let report = try await store.withCustodian { custodian in
            let id = try await custodian.openIncident(
                title: title, detectedAt: detected, occurredAt: occurred, by: actor.principal)
            return IncidentAnswer(try await custodian.incident(id), at: SystemClock().now())
        }
        Console.answer(report, asJSON: output.asJSON)
    }
}
