import ArgumentParser
import Custody

/// Records since when the controller is aware of a breach.
struct IncidentAwareCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "aware", abstract: "Record since when the controller is aware of a breach: the 72 hours run from then.")

    @OptionGroup var store: StoreOptions
    @OptionGroup var which: IncidentOption

    @Option(help: ArgumentHelp("Since when; it is never assumed.", valueName: "time"))
    var at: Instant

    @Option(help: "Why it is known since then; it is sealed.")
    var reason: String

    @OptionGroup var actor: ActorOption
    @OptionGroup var output: JSONOption

    func run() async throws {
        let report = try await store.withCustodian { custodian in
            try await custodian.recordAwareness(of: which.incident, at: at, reason: reason, by: actor.principal)
            return IncidentAnswer(try await custodian.incident(which.incident), at: SystemClock().now())
        }
        Console.answer(report, asJSON: output.asJSON)
    }
}
