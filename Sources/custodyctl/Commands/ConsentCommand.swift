import ArgumentParser

/// What people decided.
struct ConsentCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "consent", abstract: "Record, look up, prove and hand out what people decided.",
        subcommands: [
            ConsentRequestCommand.self, ConsentGrantCommand.self, ConsentRenewCommand.self, ConsentRefuseCommand.self,
            ConsentWithdrawCommand.self, ConsentEndCommand.self, ConsentInvalidateCommand.self, ConsentObjectCommand.self,
            ConsentStatusCommand.self, ConsentExplainCommand.self, ConsentHistoryCommand.self, ConsentListCommand.self,
            ConsentNoticeCommand.self, ConsentReceiptCommand.self, ConsentSignalCommand.self, ConsentLinkCommand.self,
            ConsentExportCommand.self, ConsentImportCommand.self,
        ])
}
