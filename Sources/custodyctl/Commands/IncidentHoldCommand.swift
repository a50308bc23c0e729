import ArgumentParser
import Custody

/// Says whom an incident concerns.
struct IncidentHoldCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hold",
        abstract: "Say whom an incident concerns: what the log says about them stays evidence until it is closed.")

    @OptionGroup var store: StoreOptions
    @OptionGroup var which: IncidentOption

    @Option(help: ArgumentHelp("Whom it concerns; give it again for others.", valueName: "id"))
    var subject: [SubjectID]

    @OptionGroup var actor: ActorOption
    @OptionGroup var output: JSONOption

    func run() async throws {
        let evidence = try await store.withCustodian { custodian in
            try await custodian.holdEvidence(about: subject, for: which.incident, by: actor.principal)
            return try await custodian.heldEvidence(of: which.incident, by: actor.principal)
        }
        Console.answer(EvidenceAnswer(evidence), asJSON: output.asJSON)
    }
}
