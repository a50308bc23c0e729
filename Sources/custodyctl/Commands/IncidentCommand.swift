import ArgumentParser

/// Incidents and what the law asks about them.
struct IncidentCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "incident", abstract: "Open incidents, record awareness, and see what is due.",
        subcommands: [
            IncidentOpenCommand.self, IncidentAwareCommand.self, IncidentListCommand.self, IncidentShowCommand.self,
            IncidentHoldCommand.self, IncidentEvidenceCommand.self,
        ])
}
