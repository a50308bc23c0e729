import ArgumentParser

/// The audit log.
struct AuditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "Verify the store and read its log.",
        subcommands: [AuditVerifyCommand.self, AuditLogCommand.self])
}
