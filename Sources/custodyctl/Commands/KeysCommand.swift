import ArgumentParser

/// The key-encryption key.
struct KeysCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys", abstract: "Replace the key that all other keys are wrapped under, and see which one that is.",
        subcommands: [KeysRotateCommand.self, KeysStatusCommand.self])
}
