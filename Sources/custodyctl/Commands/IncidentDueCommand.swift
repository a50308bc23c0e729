import ArgumentParser
import Custody

/// Lists what is due over all incidents, and what somebody must look at.
struct IncidentDueCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "due", abstract: "List what is due over all incidents, and what somebody must look at.")

    @OptionGroup var store: StoreOptions

    @Option(help: ArgumentHelp("How far ahead, in hours.", valueName: "hours"))
    var within: Int64 = 72

    @OptionGroup var output: JSONOption

    func run() async throws {
        guard within >= 0 else { throw ToolError("usage", "--within is a number of hours from now on") }
        let answer = try await store.withCustodian { custodian in
            DueAnswer(
                try await custodian.dueDuties(within: within), try await custodian.incidentFindings(),
                lastDrill: try await custodian.lastDrill(by: nil), at: SystemClock().now())
        }
        Console.answer(answer, asJSON: output.asJSON)
    }
}
