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
