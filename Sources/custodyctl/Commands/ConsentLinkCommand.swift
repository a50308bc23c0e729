import ArgumentParser
import Custody

/// Takes over to an account what the same person decided before they were known.
struct ConsentLinkCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "link", abstract: "Take over to an account what the same person decided before they were known.",
        discussion: "What the account decided by itself stands. Doing it again adds nothing.")

    @OptionGroup var store: StoreOptions

    @Option(help: "Under which name they decided.")
    var anonymous: SubjectID

    @Option(help: "The account.")
    var account: SubjectID

    @OptionGroup var actor: ActorOption
    @OptionGroup var output: JSONOption

    func run() async throws {
        let (events, receipt) = try await store.withCustodian {
            try await $0.linkConsents(of: anonymous, to: account, by: actor.principal)
        }
        Console.answer(ReceiptReport("\(events) events were taken over", receipt), asJSON: output.asJSON)
    }
}
