import ArgumentParser
import Custody

/// Ends a grant.
struct AccessRevokeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke", abstract: "End a grant and what was delegated from it, and record it.")

    @OptionGroup var store: StoreOptions

    @Option(help: ArgumentHelp("Which grant.", valueName: "name"))
    var grant: String

    @Option(help: "Why.")
    var reason: String

    @OptionGroup var actor: ActorOption
    @OptionGroup var output: JSONOption

    func run() async throws {
        let receipt = try await store.withCustodian {
            try await $0.changeAccess(.revoke(GrantID(grant)), by: actor.principal, reason: reason)
        }
        Console.answer(ReceiptReport("revoked: \(Printable.text(grant))", receipt), asJSON: output.asJSON)
    }
}
