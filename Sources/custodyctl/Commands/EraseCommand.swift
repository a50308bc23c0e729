import ArgumentParser

/// Erasure by plan, approval and certificate.
struct EraseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "erase", abstract: "Erase a person's data: plan it, have a second person approve it, carry it out.",
        subcommands: [
            ErasePlanCommand.self, EraseApproveCommand.self, EraseExecuteCommand.self, EraseLogCommand.self,
            EraseCertificateCommand.self, EraseAnchorCommand.self, EraseLiftCommand.self,
        ])
}
