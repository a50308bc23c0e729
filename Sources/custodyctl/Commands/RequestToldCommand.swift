import ArgumentParser
import Custody

/// Says that a recipient was told.
struct RequestToldCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "told", abstract: "Say that a recipient was told, or why it cannot be.")

    @OptionGroup var store: StoreOptions

    @Option(help: ArgumentHelp("Which notice, as `request notices` names it.", valueName: "id"))
    var notice: HoldID

    @Option(help: ArgumentHelp("Why it cannot be told.", valueName: "reason"))
    var not: String?

    @OptionGroup var actor: ActorOption
    @OptionGroup var output: JSONOption

    func run() async throws {
        let notices = try await store.withCustodian { custodian in
            try await custodian.settleNotice(notice.id, notTold: not, by: actor.principal)
            return try await custodian.recipientNotices(by: actor.principal)
        }
        Console.answer(RecipientNoticesAnswer(notices), asJSON: output.asJSON)
    }
}
