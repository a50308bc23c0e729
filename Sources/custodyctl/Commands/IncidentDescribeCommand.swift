import ArgumentParser
import Custody

/// Records what the register must tell.
struct IncidentDescribeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "describe", abstract: "Record the effects and what was done about it, for the register.")

    @OptionGroup var act: IncidentActOptions

    @Option(help: "What it did to people; it is sealed.")
    var effects: String?

    @Option(help: "What was done about it; it is sealed.")
    var remedy: String?

    func run() async throws {
        let acts = [effects.map(IncidentAct.effects), remedy.map(IncidentAct.remedialAction)].compactMap(\.self)
        guard !acts.isEmpty else { throw ToolError("usage", "give --effects, --remedy or both") }
        try await act.handle(acts)
    }
}
