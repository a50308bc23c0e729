import ArgumentParser
import Custody

/// Places a hold.
struct HoldPlaceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "place", abstract: "Place a legal hold on a person's data, by whatever identifier they are known.")

    @OptionGroup var store: StoreOptions

    @Option(help: "Whose data.")
    var subject: SubjectID

    @Option(help: ArgumentHelp("Only this kind of record; may be repeated. All without it.", valueName: "name"))
    var record: [RecordName] = []

    @Option(help: "Why: one of \(KeepingGround.all.map(\.rawValue).joined(separator: ", ")) (GDPR Art. 17(3)).")
    var ground: KeepingGround = .legalClaims

    @Option(help: "The case that it is for; it is sealed.")
    var reference: String

    @OptionGroup var actor: ActorOption
    @OptionGroup var output: JSONOption

    func run() async throws {
        let hold = try await store.withCustodian {
            try await $0.placeHold(on: subject, records: record, ground: ground, reference: reference, by: actor.principal)
        }
        Console.answer(HoldAnswer(done: "placed", holds: [hold]), asJSON: output.asJSON)
    }
}
