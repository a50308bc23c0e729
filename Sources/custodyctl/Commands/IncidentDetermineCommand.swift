import ArgumentParser
import Custody

/// Records the decision whether it is an incident.
struct IncidentDetermineCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "determine", abstract: "Record the decision whether it is an incident.")

    @OptionGroup var act: IncidentActOptions

    @Option(help: "notAnIncident, nearMiss, suspected or confirmed.")
    var determination: Determination

    @Option(help: "Why; it is sealed.")
    var reason: String

    func run() async throws { try await act.handle(.determine(determination, because: reason)) }
}
