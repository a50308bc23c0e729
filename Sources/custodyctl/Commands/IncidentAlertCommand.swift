import ArgumentParser
import Custody

/// Opens a candidate from an alert of the host's monitoring.
struct IncidentAlertCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "alert", abstract: "Open a candidate from an alert of your monitoring. It decides nothing.",
        discussion:
            "Nobody needs a permission to warn. What the alert is about is kept, so that `incident scope` need not be told.")

    @OptionGroup var store: StoreOptions

    @Option(help: "What noticed it, such as the name of a rule; it becomes the sealed title.")
    var rule: String

    @Option(help: ArgumentHelp("When it was noticed.", valueName: "time"))
    var at: Instant

    @OptionGroup var scope: ScopeOptions
    @OptionGroup var reader: ReaderOption
    @OptionGroup var output: JSONOption

    func run() async throws {
        guard let question = try scope.question() else {
            throw ToolError("usage", "say what the alert is about: --principal, or --from and --to")
        }
        let answer = try await store.withCustodian { custodian in
            let id = try await custodian.openIncident(from: Alert(rule, at: at, about: question), by: reader.principal)
            return try await custodian.answer(about: id)
        }
        Console.answer(answer, asJSON: output.asJSON)
    }
}
