import ArgumentParser

/// Incidents and what the law asks about them.
struct IncidentCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "incident", abstract: "Handle incidents from the first suspicion to the closed file, and see what is due.",
        subcommands: [
            IncidentOpenCommand.self, IncidentReportCommand.self, IncidentAlertCommand.self, IncidentListCommand.self,
            IncidentShowCommand.self, IncidentDueCommand.self, IncidentLearnCommand.self, IncidentDetermineCommand.self,
            IncidentAwareCommand.self, IncidentAssessCommand.self, IncidentScopeCommand.self, IncidentContainCommand.self,
            IncidentReleaseCommand.self, IncidentAdvanceCommand.self, IncidentNoteCommand.self, IncidentDescribeCommand.self,
            IncidentRespondCommand.self, IncidentReviewCommand.self,
            IncidentNotifyCommand.self, IncidentSettleCommand.self, IncidentCloseCommand.self, IncidentReopenCommand.self,
            IncidentForgetCommand.self, IncidentCustodyCommand.self,
            IncidentRegisterCommand.self, IncidentImportCommand.self, IncidentExportCommand.self,
            IncidentHoldCommand.self, IncidentEvidenceCommand.self,
        ])
}
