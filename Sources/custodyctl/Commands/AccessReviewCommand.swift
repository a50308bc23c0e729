import ArgumentParser
import Custody

/// Runs a recertification.
struct AccessReviewCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "review", abstract: "Open a recertification, decide about its grants, and close it.",
        discussion: """
            Give exactly one of --open, --keep, --end, --ticket and --close. What nobody decides about by
            the due date is suspended; before it a recertification is closed only when everything is decided. Nobody reviews \
            what they hold.
            """)

    @OptionGroup var store: StoreOptions

    @Option(help: ArgumentHelp("Which recertification.", valueName: "name"))
    var campaign: String?

    @Option(help: ArgumentHelp("Open it; it is due then.", valueName: "time"))
    var open: Instant?

    @Option(
        help: ArgumentHelp(
            "Say that a grant, or a role of an assignment such as ann:support, is still right.", valueName: "grant"))
    var keep: String?

    @Option(help: ArgumentHelp("Say that a grant is not right, which ends it.", valueName: "grant"))
    var end: String?

    @Option(help: ArgumentHelp("Say that a break-glass ticket was looked at.", valueName: "ticket"))
    var ticket: String?

    @Flag(help: "Close it.")
    var close = false

    @Option(help: "Why.")
    var reason: String

    @OptionGroup var actor: ActorOption
    @OptionGroup var output: JSONOption

    private var changes: [AccessChange] {
        let id = CampaignID(campaign ?? "")
        return [
            open.map { .openCampaign(id, due: $0) }, keep.map { .certify(id, GrantID($0), keep: true) },
            end.map { .certify(id, GrantID($0), keep: false) }, ticket.map { .reviewTicket(TicketID($0)) },
            close ? .closeCampaign(id) : nil,
        ].compactMap(\.self)
    }

    func validate() throws {
        guard changes.count == 1 else {
            throw ValidationError("give exactly one of --open, --keep, --end, --ticket and --close")
        }
        guard ticket != nil || !(campaign ?? "").isEmpty else {
            throw ValidationError("name the recertification with --campaign")
        }
    }

    func run() async throws {
        guard let change = changes.first else { return }
        let receipt = try await store.withCustodian {
            try await $0.changeAccess(change, by: actor.principal, reason: reason)
        }
        Console.answer(ReceiptReport("recorded: \(change.kind)", receipt), asJSON: output.asJSON)
    }
}
