import ArgumentParser
import Custody

/// Forgets a closed incident whose time is over.
struct IncidentForgetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "forget", abstract: "Forget what a closed incident was, once it was kept for long enough.")

    @OptionGroup var store: StoreOptions
    @OptionGroup var which: IncidentOption
    @OptionGroup var actor: ActorOption
    @OptionGroup var output: JSONOption

    func run() async throws {
        let answer = try await store.withCustodian { custodian in
            try await custodian.forgetIncident(which.incident, by: actor.principal)
            return try await custodian.answer(about: which.incident)
        }
        Console.answer(answer, asJSON: output.asJSON)
    }
}
