import ArgumentParser
import Custody

/// Opens a break-glass ticket.
struct AccessTicketCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ticket", abstract: "Open a break-glass ticket, which opens an incident.",
        discussion: "It lasts up to 8 hours. Until somebody else looked at it (review --ticket) its holder gets no other.")

    @OptionGroup var store: StoreOptions

    @Option(help: ArgumentHelp("A name for the ticket.", valueName: "name"))
    var ticket: String

    @Option(help: ArgumentHelp("The categories that it may reach, with commas between them.", valueName: "names"))
    var categories: NameList

    @Option(help: ArgumentHelp("How long it lasts, up to 480.", valueName: "count"))
    var minutes: Int

    @Option(help: "Why.")
    var reason: String

    @Option(help: ArgumentHelp("A second person who agrees; needs --sign-with.", valueName: "principal"))
    var agreedBy: String?

    @Option(help: ArgumentHelp("That person's signing key.", valueName: "file"), completion: .file())
    var signWith: String?

    @OptionGroup var actor: ActorOption
    @OptionGroup var output: JSONOption

    func validate() throws {
        guard (agreedBy == nil) == (signWith == nil) else {
            throw ValidationError("give --agreed-by and --sign-with together, or neither")
        }
    }

    func run() async throws {
        let length = Int64(clamping: minutes).multipliedReportingOverflow(by: 60_000)
        let until = SystemClock().now().adding(milliseconds: length.overflow ? .max : length.partialValue)
        let opened = BreakGlassTicket(
            TicketID(ticket), for: actor.principal.id, ceiling: categories.names.map { DataCategory($0) }, until: until)
        let key = try signWith.map(SigningKeyFile.privateKey)
        let receipt = try await store.withCustodian { [opened] custodian in
            var opened = opened
            if let key, let agreedBy {
                opened.agreement = try custodian.agreement(to: opened, by: PrincipalID(agreedBy), signingWith: key)
            }
            return try await custodian.changeAccess(.openTicket(opened), by: actor.principal, reason: reason)
        }
        Console.answer(
            ReceiptReport("open until \(until): ticket \(Printable.text(ticket)), and an incident", receipt),
            asJSON: output.asJSON)
    }
}
