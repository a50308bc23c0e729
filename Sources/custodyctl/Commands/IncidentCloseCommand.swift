import ArgumentParser
import Custody

/// Closes an incident.
struct IncidentCloseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "close", abstract: "Close an incident, or list everything that stands against it.")

    @OptionGroup var act: IncidentActOptions

    @Option(help: "A note; it is sealed.")
    var note: String?

    func run() async throws { try await act.handle(.close(note: note)) }
}
