import ArgumentParser
import Custody

/// Places a hold.
struct HoldPlaceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "place", abstract: "Place a legal hold on a person's data, by whatever identifier they are known.")

    @OptionGroup var store: StoreOptions

    @OptionGroup var person: PossiblePersonOption

    @Option(
        help: ArgumentHelp(
            "In the place of --subject: of whom, erased already, the log must keep what it says; as the certificate names them.",
            valueName: "token"))
    var erased: HoldID?

    @Option(help: ArgumentHelp("Only this kind of record; may be repeated. All without it.", valueName: "name"))
    var record: [RecordName] = []

    @Option(help: "Why: one of \(KeepingGround.all.map(\.rawValue).joined(separator: ", ")) (GDPR Art. 17(3)).")
    var ground: KeepingGround = .legalClaims

    @Option(help: "The case that it is for; it is sealed.")
    var reference: String

    @OptionGroup var actor: ActorOption
    @OptionGroup var output: JSONOption

    func validate() throws {
        guard (person.subject == nil) != (erased == nil) else {
            throw ValidationError("Give --subject, --token or --erased, one of them.")
        }
        guard erased == nil || record.isEmpty else {
            throw ValidationError("Of an erased person only the log is left: leave --record out.")
        }
    }

    func run() async throws {
        let hold = try await store.withCustodian { custodian in
            if let erased {
                return try await custodian.placeHold(
                    onErased: SubjectToken(erased.id.handle), ground: ground, reference: reference, by: actor.principal)
            }
            guard let subject = person.subject else { throw ValidationError("Give --subject or --token.") }
            return try await custodian.placeHold(
                on: subject, records: record, ground: ground, reference: reference, by: actor.principal)
        }
        Console.answer(HoldAnswer(done: "placed", holds: [hold]), asJSON: output.asJSON)
    }
}
