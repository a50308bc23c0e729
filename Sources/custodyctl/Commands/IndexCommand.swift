import ArgumentParser

/// The blind index, which finds people by their identifiers.
struct IndexCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "index", abstract: "Replace the key that people are found by, and see what the index tells without it.",
        subcommands: [IndexRotateCommand.self, IndexStatusCommand.self, IndexReportCommand.self])
}
