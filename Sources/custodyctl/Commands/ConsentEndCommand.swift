import ArgumentParser
import Custody

/// Ends a consent that the person did not withdraw.
struct ConsentEndCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "end", abstract: "End a consent that the person did not withdraw.")

    @OptionGroup var store: StoreOptions
    @OptionGroup var what: SubjectPurposeOptions

    @Option(name: .customLong("how"), help: "How it ends: revoked or expired.")
    var end: ConsentEnd

    @OptionGroup var actor: ActorOption
    @OptionGroup var output: JSONOption

    func run() async throws {
        let receipt = try await store.withCustodian {
            try await $0.endConsent(of: what.person.subject, for: what.purpose, as: end, by: actor.principal)
        }
        Console.answer(ReceiptReport("consent \(end.rawValue): \(what.purpose)", receipt), asJSON: output.asJSON)
    }
}
