import ArgumentParser
import Custody

/// Files a suspicion.
struct IncidentReportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report", abstract: "File a suspicion. Anybody may; who handles incidents looks at it.")

    @OptionGroup var store: StoreOptions

    @Option(help: "What looked wrong; it is sealed.")
    var title: String

    @Option(help: ArgumentHelp("When it was noticed.", valueName: "time"))
    var detected: Instant?

    @OptionGroup var actor: ActorOption
    @OptionGroup var output: JSONOption

    func run() async throws {
        let answer = try await store.withCustodian { custodian in
            let id = try await custodian.fileSuspicion(title: title, detectedAt: detected, by: actor.principal)
            return try await custodian.answer(about: id)
        }
        Console.answer(answer, asJSON: output.asJSON)
    }
}
