import ArgumentParser
import Custody
import CustodyLaw

/// Records what is learnt about an incident.
struct IncidentLearnCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "learn", abstract: "Record what is learnt: times, our role, how many records.",
        discussion: """
            A time is RFC 3339, a date, a month, a year, or two of them with a / between, by the clocks of UTC. What replaces a \
            time or the role needs --reason. What is known of the breach itself goes to `incident assess --facts`.
            """)

    @OptionGroup var act: IncidentActOptions

    @Option(help: ArgumentHelp("When it happened.", valueName: "time"))
    var occurred: String?

    @Option(help: ArgumentHelp("When it was noticed.", valueName: "time"))
    var detected: String?

    @Option(help: ArgumentHelp("When a processor told us.", valueName: "time"))
    var processorNotice: String?

    @Option(help: "What we are to the data: controller, jointController or processor.")
    var role: Duty.Role?

    @Option(help: ArgumentHelp("How many records, at least.", valueName: "count"))
    var records: UInt64?

    @Option(help: ArgumentHelp("How many records, at most; as many as at least when not given.", valueName: "count"))
    var recordsAtMost: UInt64?

    @Option(help: "Why what was recorded before is replaced; it is sealed.")
    var reason: String?

    func run() async throws {
        var facts: [IncidentFact] = []
        if let occurred { facts.append(.occurred(try time(occurred, "--occurred"))) }
        if let detected { facts.append(.detected(try time(detected, "--detected"))) }
        if let processorNotice { facts.append(.processorNotice(try time(processorNotice, "--processor-notice"))) }
        if let role { facts.append(.role(role)) }
        if let magnitude = try count() { facts.append(.records(magnitude)) }
        guard !facts.isEmpty else { throw ToolError("usage", "say what is learnt") }
        try await act.handle(facts.map { .learn($0, because: reason) })
    }

    private func count() throws(ToolError) -> Magnitude? {
        guard let records else {
            guard recordsAtMost == nil else { throw ToolError("usage", "--records-at-most needs --records: at least how many") }
            return nil
        }
        do throws(Magnitude.Refusal) { return try Magnitude(least: records, most: recordsAtMost ?? records) } catch {
            throw ToolError("badCount", "--records and --records-at-most contradict each other: \(error)")
        }
    }

    private func time(_ text: String, _ option: String) throws(ToolError) -> PartialInstant {
        guard let time = PartialInstant(text, in: .utc) else {
            throw ToolError(
                "badTime", "\(option) is no time; give one such as 2026-11-24T09:30:00Z, 2026-11-24 or 2026-11")
        }
        return time
    }
}
