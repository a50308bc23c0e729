import ArgumentParser
import Custody

/// Records that values are accurate.
struct AccuracyVerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Record that values were looked at and found to be accurate, by whom and how.")

    @OptionGroup var store: StoreOptions

    @OptionGroup var person: PersonOption

    @Option(help: ArgumentHelp("Which kind of record.", valueName: "name"))
    var record: RecordName

    @Option(help: ArgumentHelp("Which values, such as name,phone.", valueName: "names"))
    var fields: NameList

    @Option(help: "How: person, document, otherSource or another.")
    var method: VerificationMethod

    @OptionGroup var actor: ActorOption
    @OptionGroup var output: JSONOption

    func run() async throws {
        let receipt = try await store.withCustodian { custodian in
            try await custodian.verify(
                fields.names.map { FieldName($0) }, of: record, about: person.subject, by: method, principal: actor.principal)
        }
        Console.answer(
            ReceiptReport("verified: \(fields.names.joined(separator: ", "))", receipt), asJSON: output.asJSON)
    }
}
