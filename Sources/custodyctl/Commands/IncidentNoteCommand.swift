import ArgumentParser
import Custody

/// Writes a note.
struct IncidentNoteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "note", abstract: "Write a note, also on a closed incident.")

    @OptionGroup var act: IncidentActOptions

    @Option(help: "The note; it is sealed.")
    var text: String

    @Option(help: ArgumentHelp("When what it tells happened.", valueName: "time"))
    var at: Instant?

    func run() async throws { try await act.handle(.note(text, at: at.map { PartialInstant($0) })) }
}
