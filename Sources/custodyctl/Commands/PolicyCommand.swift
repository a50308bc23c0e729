import ArgumentParser

/// The policy document, without a store.
struct PolicyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy", abstract: "Check, test, explain and compare policy documents.",
        subcommands: [
            PolicyValidateCommand.self, PolicyTestCommand.self, PolicyExplainCommand.self, PolicyDiffCommand.self,
            PolicyWhoCanCommand.self, PolicyWhatCanCommand.self,
        ])
}
