import ArgumentParser
import Custody

/// Lists the incidents.
struct IncidentListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the incidents and what is due.")

    @OptionGroup var store: StoreOptions
    @OptionGroup var reader: ReaderOption
    @OptionGroup var output: JSONOption

    func run() async throws {
        let now = SystemClock().now()
        let reports = try await store.withCustodian { custodian in
            try await custodian.incidents(by: reader.principal).map { IncidentAnswer($0, at: now) }
        }
        Console.answer(IncidentListAnswer(incidents: reports), asJSON: output.asJSON)
    }
}
