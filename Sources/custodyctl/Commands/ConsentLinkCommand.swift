import ArgumentParser
import Custody

/// Takes over to an account what the same person decided before they were known.
struct ConsentLinkCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "link", abstract: "Take over to an account what the same person decided before they were known.",
        discussion: "What the account decided by itself stands. Doing it again adds nothing.")

    @OptionGroup var store: StoreOptions

    @Option(help: ArgumentHelp("Under which name they decided.", valueName: "subject"))
    var anonymous: SubjectID?

    @Option(
        help: ArgumentHelp("In the place of --anonymous: who decided, by the token that a list has.", valueName: "digits"))
    var anonymousToken: SubjectToken?

    @Option(help: ArgumentHelp("The account, which need not be known yet.", valueName: "subject"))
    var account: SubjectID?

    @Option(
        help: ArgumentHelp("In the place of --account: one that is known, by the token that a list has.", valueName: "digits"))
    var accountToken: SubjectToken?

    @OptionGroup var actor: ActorOption
    @OptionGroup var output: JSONOption

    private var source: SubjectID {
        get throws { try PersonOption.one(anonymous, anonymousToken, of: "--anonymous or --anonymous-token") }
    }

    private var target: SubjectID {
        get throws { try PersonOption.one(account, accountToken, of: "--account or --account-token") }
    }

    func validate() throws { _ = (try source, try target) }

    func run() async throws {
        let (events, receipt) = try await store.withCustodian {
            try await $0.linkConsents(of: source, to: target, by: actor.principal)
        }
        Console.answer(ReceiptReport("\(events) events were taken over", receipt), asJSON: output.asJSON)
    }
}
