import ArgumentParser
import Custody

/// Runs the rules over the whole log without telling anybody.
struct MonitorReplayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay", abstract: "Run the rules over the whole log and say what they would find.",
        discussion: "Nothing is recorded but that the log was read: try other thresholds with it.")

    @OptionGroup var store: StoreOptions
    @OptionGroup var looking: MonitorConfigurationOption
    @OptionGroup var reader: ReaderOption
    @OptionGroup var output: JSONOption

    func run() async throws {
        let settings = MonitorSettings(try looking.configuration())
        let answer = try await store.withCustodian {
            MonitorReplayAnswer(try await $0.replayMonitor(settings, by: reader.principal))
        }
        Console.answer(answer, asJSON: output.asJSON)
    }
}
