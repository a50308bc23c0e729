import ArgumentParser
import Custody

/// Looks at what the log has that was not looked at yet.
struct MonitorRunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Look at what is new in the log, record what the rules find, and open candidates.",
        discussion: "With the state of another run it goes on where that ended; without one the whole log is read.")

    @OptionGroup var store: StoreOptions
    @OptionGroup var options: MonitorOptions

    @Flag(help: "Go on with what is recorded from then on, until it is interrupted.")
    var follow = false

    @OptionGroup var output: JSONOption

    func run() async throws {
        let asJSON = output.asJSON
        let settings = try options.settings(
            outside: store.dir, channels: asJSON ? [] : [LineChannel { Console.line($0) }])
        let answer = try await store.withCustodian { custodian in
            let monitor = try await custodian.monitor(settings)
            let before = await monitor.position
            let recorded = try await monitor.catchUp()
            if follow { try await monitor.run() }
            await monitor.delivered()
            return await MonitorRunAnswer(
                from: before, to: monitor.position, recorded: recorded, monitor.book, monitor.stateHash)
        }
        Console.answer(answer, asJSON: asJSON)
    }
}
