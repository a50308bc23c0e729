import ArgumentParser
import Custody

/// Notes that somebody has looked at a case.
struct MonitorAcknowledgeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "acknowledge", abstract: "Say what a case came to. What is found later opens another.")

    @OptionGroup var store: StoreOptions
    @OptionGroup var options: MonitorOptions

    @Option(help: ArgumentHelp("Which case.", valueName: "number"))
    var number: UInt64

    @Option(help: "What it came to.")
    var note: String

    @Option(
        name: .customLong("as"), help: ArgumentHelp("Who says so; the operator when not given.", valueName: "principal"))
    var principal: String?

    @OptionGroup var output: JSONOption

    func run() async throws {
        let settings = try options.settings(outside: store.dir)
        let answer = try await store.withCustodian { custodian in
            let monitor = try await custodian.monitor(settings)
            try await monitor.acknowledge(number, note: note, by: principal.map { .asserted($0) })
            return MonitorCasesAnswer(await monitor.book, all: false)
        }
        Console.answer(answer, asJSON: output.asJSON)
    }
}
