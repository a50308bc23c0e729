import ArgumentParser

/// The alerts, in cases.
struct MonitorAlertsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "alerts", abstract: "List the cases, say what one came to, or suppress alerts for a time.",
        subcommands: [MonitorListCommand.self, MonitorAcknowledgeCommand.self, MonitorSuppressCommand.self],
        defaultSubcommand: MonitorListCommand.self)
}
