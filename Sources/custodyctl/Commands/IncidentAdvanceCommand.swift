import ArgumentParser
import Custody

/// Says how far the work is.
struct IncidentAdvanceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "advance",
        abstract: "Say how far the work is: triaged, active, contained or recovered; back as well as forth.")

    @OptionGroup var act: IncidentActOptions

    @Option(help: "How far.")
    var to: Investigation

    @Option(help: ArgumentHelp("Since when.", valueName: "time"))
    var at: Instant?

    @Option(help: "A note; it is sealed.")
    var note: String?

    func run() async throws {
        try await act.handle(.advance(to: to, at: at.map { PartialInstant($0) }, note: note))
    }
}
