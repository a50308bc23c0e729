import ArgumentParser
import Custody

/// Lists what is due over all incidents, and what somebody must look at.
struct IncidentDueCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "due", abstract: "List what is due over all incidents, and what somebody must look at.",
        discussion: """
            It names nobody, so that it needs no permission and leaves no entry in the log: a job may ask as often as it likes. \
            Only when the plan was last tested is read as somebody, by --as or as the operator, and recorded.
            """)

    @OptionGroup var store: StoreOptions

    @Option(help: ArgumentHelp("How far ahead, in hours.", valueName: "hours"))
    var within: Int64 = 72

    @Flag(help: "Tell when the plan was last tested, too.")
    var lastDrill = false

    @OptionGroup var reader: ReaderOption
    @OptionGroup var output: JSONOption

    func validate() throws {
        guard lastDrill || reader.name == nil else { throw ValidationError("--as is for --last-drill; give both") }
        guard within >= 0 else { throw ValidationError("--within is a number of hours from now on") }
    }

    func run() async throws {
        let answer = try await store.withCustodian { custodian in
            let drill: DueAnswer.Drill =
                if lastDrill {
                    .last(try await custodian.lastDrill(by: reader.principal)?.incident.openedAt)
                } else { .notAsked }
            return DueAnswer(
                try await custodian.dueDuties(within: within), try await custodian.incidentFindings(), drill: drill,
                at: SystemClock().now())
        }
        Console.answer(answer, asJSON: output.asJSON)
    }
}
