import ArgumentParser

/// What is collected or permitted and not used.
struct MinimiseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "minimise", abstract: "See what is collected or permitted and not used.",
        subcommands: [MinimiseReportCommand.self])
}
