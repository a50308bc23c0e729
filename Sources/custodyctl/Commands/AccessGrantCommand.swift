import ArgumentParser
import Custody

/// Gives a role to a principal.
struct AccessGrantCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "grant", abstract: "Give a role to a principal, for a time if need be, and record it.")

    @OptionGroup var store: StoreOptions

    @Option(help: ArgumentHelp("A name for the grant, to end it by.", valueName: "name"))
    var grant: String

    @Option(help: "Which role.")
    var role: String

    @Option(help: ArgumentHelp("To whom.", valueName: "principal"))
    var to: String

    @Option(help: ArgumentHelp("From when on.", valueName: "time"))
    var from: Instant?

    @Option(help: ArgumentHelp("When it ends.", valueName: "time"))
    var until: Instant?

    @Option(help: ArgumentHelp("For which part of the organisation.", valueName: "unit"))
    var scope: String?

    @Flag(help: "Pass on a role that whoever acts holds.")
    var delegate = false

    @Option(help: "Why.")
    var reason: String

    @OptionGroup var actor: ActorOption
    @OptionGroup var output: JSONOption

    func run() async throws {
        let by = actor.principal
        let change = AccessChange.grant(
            RoleGrant(
                GrantID(grant), RoleID(role), to: PrincipalID(to), scope: scope.map { UnitName($0) }, from: from, until: until,
                source: delegate ? .delegated(by: by.id) : .direct, by: by.id, reason: reason))
        let receipt = try await store.withCustodian { try await $0.changeAccess(change, by: by, reason: reason) }
        Console.answer(
            ReceiptReport("granted: \(Printable.text(role)) to \(Printable.text(to))", receipt), asJSON: output.asJSON)
    }
}
