import ArgumentParser
import Custody

/// Lets go what an incident holds back.
struct IncidentReleaseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "release", abstract: "Let go what an incident holds back.")

    @OptionGroup var store: StoreOptions
    @OptionGroup var which: IncidentOption

    @Option(help: ArgumentHelp("Which, as `incident contain` lists it.", valueName: "number"))
    var measure: Int

    @Option(help: "Why; it is sealed.")
    var reason: String

    @OptionGroup var actor: ActorOption
    @OptionGroup var output: JSONOption

    func run() async throws {
        let answer = try await store.withCustodian { custodian in
            try await custodian.release(which.incident, containment: measure, because: reason, by: actor.principal)
            return try await custodian.answer(about: which.incident)
        }
        Console.answer(answer, asJSON: output.asJSON)
    }
}
