import ArgumentParser
import Custody

/// Lists the cases.
struct MonitorListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the cases that nobody has looked at.")

    @OptionGroup var store: StoreOptions
    @OptionGroup var options: MonitorOptions

    @Flag(help: "Those too that somebody has looked at.")
    var all = false

    @OptionGroup var output: JSONOption

    func run() async throws {
        let settings = try options.settings(outside: store.dir)
        let answer = try await store.withCustodian {
            MonitorCasesAnswer(try await $0.monitor(settings).book, all: all)
        }
        Console.answer(answer, asJSON: output.asJSON)
    }
}
