import ArgumentParser

/// Whether data is current.
struct AccuracyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "accuracy", abstract: "Tell what has to be looked at again, and record that it was (GDPR Art. 5(1)(d)).",
        subcommands: [AccuracyDueCommand.self, AccuracyVerifyCommand.self])
}
