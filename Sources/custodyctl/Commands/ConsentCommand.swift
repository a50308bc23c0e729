import ArgumentParser

/// What people decided.
struct ConsentCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "consent", abstract: "Record and look up what a person decided.",
        subcommands: [
            ConsentGrantCommand.self, ConsentRefuseCommand.self, ConsentWithdrawCommand.self, ConsentStatusCommand.self,
        ])
}
