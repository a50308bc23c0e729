import ArgumentParser

/// Keys of the people who act.
struct PrincipalCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "principal", abstract: "Make and enroll the keys by which people sign.",
        subcommands: [PrincipalKeygenCommand.self, PrincipalEnrollCommand.self])
}
