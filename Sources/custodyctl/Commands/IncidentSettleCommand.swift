import ArgumentParser
import Custody
import CustodyLaw

/// Settles a duty.
struct IncidentSettleCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "settle", abstract: "Record that a duty was met, why it was late, or why it is not owed.")

    @OptionGroup var act: IncidentActOptions

    @Option(help: ArgumentHelp("Which, as `incident show` names it.", valueName: "id"))
    var duty: DutyID

    @Option(help: ArgumentHelp("When it was met.", valueName: "time"))
    var at: Instant?

    @Option(help: "Why it was late, or why it is not owed; it is sealed.")
    var reason: String?

    @Flag(help: "It is not owed.")
    var notRequired = false

    func run() async throws {
        switch (notRequired, at, reason) {
        case (true, nil, let reason?): try await act.handle(.notRequired(duty, because: reason))
        case (false, let at?, _): try await act.handle(.submit(duty, at: PartialInstant(at), lateBecause: reason))
        case (false, nil, let reason?): try await act.handle(.explainLateness(of: duty, because: reason))
        default: throw ToolError("usage", "give --at when it was met, or --not-required with --reason")
        }
    }
}
