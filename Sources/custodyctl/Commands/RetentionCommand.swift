import ArgumentParser

/// How long data is kept.
struct RetentionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retention", abstract: "Say how long data is kept, tell what is past its time, and remove it.",
        subcommands: [RetentionSetCommand.self, RetentionDueCommand.self, RetentionRunCommand.self])
}
