import ArgumentParser
import Custody
import CustodyLaw

/// Opens an incident.
struct IncidentOpenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "open", abstract: "Open an incident. That is not awareness: no clock runs yet.")

    @OptionGroup var store: StoreOptions

    @Option(help: "What it is called; it is sealed.")
    var title: String

    @Option(help: ArgumentHelp("When it was noticed.", valueName: "time"))
    var detected: Instant?

    @Option(help: ArgumentHelp("When it happened.", valueName: "time"))
    var occurred: Instant?

    @Option(help: "What we are to the data: controller, jointController or processor.")
    var role: Duty.Role = .controller

    @Option(help: ArgumentHelp("It only rehearses the plan of this name; it stands in no register.", valueName: "plan"))
    var drill: String?

    @OptionGroup var actor: ActorOption
    @OptionGroup var output: JSONOption

    func run() async throws {
        let answer = try await store.withCustodian { custodian in
            let id = try await custodian.openIncident(
                title: title, detectedAt: detected, occurredAt: occurred, as: role, rehearsing: drill,
                by: actor.principal)
            return try await custodian.answer(about: id)
        }
        Console.answer(answer, asJSON: output.asJSON)
    }
}
