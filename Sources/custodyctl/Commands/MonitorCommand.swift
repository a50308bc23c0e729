import ArgumentParser

/// Continuous monitoring of the audit log.
struct MonitorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "monitor", abstract: "Look for misuse in the audit log, and keep the alerts.",
        discussion: "No alert decides anything: a grave case is proposed as an incident, and people decide.",
        subcommands: [
            MonitorRunCommand.self, MonitorReplayCommand.self, MonitorRulesCommand.self, MonitorAlertsCommand.self,
        ])
}

/// The alerts, in cases.
struct MonitorAlertsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "alerts", abstract: "List the cases, say what one came to, or suppress alerts for a time.",
        subcommands: [MonitorListCommand.self, MonitorAcknowledgeCommand.self, MonitorSuppressCommand.self],
        defaultSubcommand: MonitorListCommand.self)
}
