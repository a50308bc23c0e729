import ArgumentParser

/// The audit log.
struct AuditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "Verify the store, read its log, and prove what is in it.",
        subcommands: [
            AuditVerifyCommand.self, AuditLogCommand.self, AuditTailCommand.self, AuditAccessLogCommand.self,
            AuditReceiptCommand.self, AuditProofCommand.self,
            AuditCheckpointCommand.self, AuditAnchorCommand.self, AuditExportCommand.self, AuditVerifyExportCommand.self,
            AuditRotateKeyCommand.self, AuditPruneCommand.self, AuditCheckCommand.self, AuditReindexCommand.self,
            AuditAcceptRestoreCommand.self, AuditGapCommand.self, AuditDataCommand.self,
        ])
}
