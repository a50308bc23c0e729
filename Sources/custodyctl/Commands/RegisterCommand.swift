import ArgumentParser

/// The registers of the house.
struct RegisterCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "register",
        abstract: "Keep the registers: processing, impact, documents, training, responsibilities, reviews.",
        subcommands: [RegisterImportCommand.self, RegisterExportCommand.self, RegisterAskedCommand.self])
}
