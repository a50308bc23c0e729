import ArgumentParser
import Custody

/// Shows what the rules look for.
struct MonitorRulesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rules", abstract: "Show what the rules look for, and check a configuration.",
        discussion: "With --json it is a whole configuration, in the field names of Sigma's correlation rules.")

    @OptionGroup var looking: MonitorConfigurationOption
    @OptionGroup var output: JSONOption

    func run() throws { Console.answer(MonitorRulesAnswer(configuration: try looking.configuration()), asJSON: output.asJSON) }
}
