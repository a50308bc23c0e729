import ArgumentParser
import Custody

/// Approves a disclosure of many records.
struct AccessApproveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "approve", abstract: "Agree, as a second person, that somebody is given many records at once.")

    @OptionGroup var store: StoreOptions

    @Option(help: ArgumentHelp("Who may be given them.", valueName: "principal"))
    var to: String

    @Option(help: ArgumentHelp("How many.", valueName: "count"))
    var records: Int

    @Option(help: ArgumentHelp("Until when.", valueName: "time"))
    var until: Instant

    @Option(help: "Why.")
    var reason: String

    @Option(
        help: ArgumentHelp("The approver's signing key, as `principal keygen` wrote it.", valueName: "file"),
        completion: .file())
    var signWith: String

    @OptionGroup var actor: ActorOption
    @OptionGroup var output: JSONOption

    func run() async throws {
        let key = try SigningKeyFile.privateKey(at: signWith)
        let receipt = try await store.withCustodian {
            try await $0.approveBulk(
                for: PrincipalID(to), records: records, until: until, by: actor.principal, signingWith: key, reason: reason)
        }
        Console.answer(
            ReceiptReport("approved: \(records) records for \(Printable.text(to)) until \(until)", receipt),
            asJSON: output.asJSON)
    }
}
