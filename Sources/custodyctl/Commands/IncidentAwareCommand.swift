import ArgumentParser
import Custody

/// Records since when the controller is aware of a breach.
struct IncidentAwareCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "aware", abstract: "Record since when the controller is aware of a breach: the 72 hours run from then.")

    @OptionGroup var act: IncidentActOptions

    @Option(help: ArgumentHelp("Since when; it is never assumed.", valueName: "time"))
    var at: Instant?

    @Flag(help: "Since a processor's notice came.")
    var asProposed = false

    @Option(help: "Why it is known since then; it is sealed.")
    var reason: String

    func validate() throws {
        guard (at == nil) == asProposed else { throw ValidationError("give --at, or --as-proposed") }
    }

    func run() async throws {
        try await act.handle(at.map { .aware(at: PartialInstant($0), because: reason) } ?? .awareAsProposed(because: reason))
    }
}
