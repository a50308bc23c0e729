import ArgumentParser

/// Requests of people.
struct RequestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "request",
        abstract: "Take in what people ask by right, see who asks, decide, carry out, and keep the time.",
        subcommands: [
            RequestReceiveCommand.self, RequestListCommand.self, RequestAdvanceCommand.self, RequestRefuseCommand.self,
            RequestEvidenceCommand.self, RequestExecuteCommand.self, RequestPackageCommand.self, RequestVerifyCommand.self,
            RequestNoticesCommand.self, RequestToldCommand.self, RequestDutiesCommand.self, RequestInformCommand.self,
            RequestShrinkCommand.self,
        ])
}
