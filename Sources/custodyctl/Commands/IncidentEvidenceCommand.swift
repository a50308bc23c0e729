import ArgumentParser
import Custody

/// Shows what the log tells about the people whom an incident concerns.
struct IncidentEvidenceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evidence",
        abstract: "Show what was done with the data of the people whom an incident concerns, since it began.")

    @OptionGroup var store: StoreOptions
    @OptionGroup var which: IncidentOption
    @OptionGroup var actor: ActorOption
    @OptionGroup var output: JSONOption

    func run() async throws {
        let evidence = try await store.withCustodian { try await $0.heldEvidence(of: which.incident, by: actor.principal) }
        Console.answer(EvidenceAnswer(evidence), asJSON: output.asJSON)
    }
}
