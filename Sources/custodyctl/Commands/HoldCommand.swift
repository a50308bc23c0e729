import ArgumentParser

/// Legal holds.
struct HoldCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hold", abstract: "Keep a person's data from erasure and correction for a case, and release it again.",
        subcommands: [HoldPlaceCommand.self, HoldReleaseCommand.self, HoldListCommand.self])
}
