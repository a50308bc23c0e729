import ArgumentParser
import Custody

/// Discloses fields of a person's record, as far as the purpose and the role allow.
struct DiscloseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "disclose", abstract: "Disclose the fields that a purpose needs, and record it.")

    @OptionGroup var store: StoreOptions

    @OptionGroup var person: PersonOption

    @Option(help: ArgumentHelp("Which kind of record.", valueName: "name"))
    var record: RecordName

    @Option(
        help: ArgumentHelp(
            "Which fields, with commas between them; `name?` may be withheld, any other field that is withheld refuses the call.",
            valueName: "a,b"))
    var fields: NameList

    @Option(help: "What for.")
    var purpose: Purpose

    @OptionGroup var actor: ActorOption
    @OptionGroup var output: JSONOption

    func run() async throws {
        let requests = fields.names.map { FieldRequest($0) }
        // Closed before anything is shown: what is on the screen is then in the log, and the log is signed.
        let disclosure = try await store.withCustodian { custodian in
            try await custodian.disclose(requests, of: record, about: person.subject, for: purpose, to: actor.principal)
        }
        Console.answer(DisclosureReport(disclosure, asked: requests.map(\.name)), asJSON: output.asJSON)
    }
}
