import ArgumentParser
import Custody

/// Takes a closed incident up again.
struct IncidentReopenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "reopen", abstract: "Take a closed incident up again.")

    @OptionGroup var act: IncidentActOptions

    @Option(help: "Why; it is sealed.")
    var reason: String

    func run() async throws { try await act.handle(.reopen(because: reason)) }
}
