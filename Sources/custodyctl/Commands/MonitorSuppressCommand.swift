import ArgumentParser
import Custody

/// Has nobody told of some alerts for a time.
struct MonitorSuppressCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "suppress", abstract: "Have nobody told of some alerts for a time. They are recorded all the same.")

    @OptionGroup var store: StoreOptions
    @OptionGroup var options: MonitorOptions

    @Option(help: ArgumentHelp("Only alerts of this rule.", valueName: "rule"))
    var rule: RuleID?

    @Option(
        name: .customLong("principal"), help: ArgumentHelp("Only alerts about this principal.", valueName: "principal"))
    var actor: String?

    @Option(help: "Why.")
    var reason: String

    @Option(help: ArgumentHelp("Until when.", valueName: "time"))
    var until: Instant

    @Option(
        name: .customLong("as"), help: ArgumentHelp("Who decides so; the operator when not given.", valueName: "principal"))
    var principal: String?

    @OptionGroup var output: JSONOption

    func run() async throws {
        let settings = try options.settings(outside: store.dir)
        let answer = try await store.withCustodian { custodian in
            let monitor = try await custodian.monitor(settings)
            try await monitor.suppress(
                rule, about: actor.map { PrincipalID($0) }, because: reason, until: until, by: principal.map { .asserted($0) })
            return MonitorCasesAnswer(await monitor.book, all: false)
        }
        Console.answer(answer, asJSON: output.asJSON)
    }
}
