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
    var subject: [SubjectID] = []

    @Option(help: ArgumentHelp("The same by the token that a list has; give it again for others.", valueName: "digits"))
    var token: [SubjectToken] = []

    @OptionGroup var actor: ActorOption
    @OptionGroup var output: JSONOption

    func validate() throws {
        guard !subject.isEmpty || !token.isEmpty else { throw ValidationError("Give --subject or --token for each.") }
    }

    func run() async throws {
        let people = subject + token.map { SubjectID.token($0) }
        let evidence = try await store.withCustodian { custodian in
            try await custodian.holdEvidence(about: people, for: which.incident, by: actor.principal)
            return try await custodian.heldEvidence(of: which.incident, by: actor.principal)
        }
        Console.answer(EvidenceAnswer(evidence), asJSON: output.asJSON)
    }
}
