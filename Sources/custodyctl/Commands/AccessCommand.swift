import ArgumentParser

/// Who holds which roles in a store, beside its document.
struct AccessCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "access",
        abstract: "Give roles, end them, have them reviewed, and let people in. Every change is recorded.",
        subcommands: [
            AccessListCommand.self, AccessPolicyCommand.self, AccessGrantCommand.self, AccessRevokeCommand.self,
            AccessReviewCommand.self, AccessTicketCommand.self, AccessApproveCommand.self,
        ])
}
