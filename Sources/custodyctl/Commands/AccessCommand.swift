import ArgumentParser

/// Who holds which roles in a store, beside its document.
struct AccessCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "access", abstract: "Give roles, end them, and have them reviewed. Every change is recorded.",
        subcommands: [
            AccessListCommand.self, AccessGrantCommand.self, AccessRevokeCommand.self, AccessReviewCommand.self,
        ])
}
