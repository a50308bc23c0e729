import ArgumentParser
import Custody

/// Replaces values by what is accurate.
struct CorrectCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "correct", abstract: "Replace values by what is accurate (GDPR Art. 16).")

    @OptionGroup var store: StoreOptions

    @Option(help: "Whose data.")
    var subject: SubjectID

    @Option(help: ArgumentHelp("Which kind of record.", valueName: "name"))
    var record: RecordName

    @Option(help: ArgumentHelp("The new value of a field; an empty one removes it.", valueName: "field=value"))
    var set: [Pair]

    @OptionGroup var actor: ActorOption
    @OptionGroup var output: JSONOption

    func validate() throws {
        var seen: Set<String> = []
        for pair in set where !seen.insert(pair.left).inserted {
            throw ValidationError("--set names field '\(pair.left)' twice; name it once")
        }
    }

    func run() async throws {
        let values = Dictionary(
            uniqueKeysWithValues: set.map { (FieldName($0.left), $0.right.isEmpty ? .null : CBOR.text($0.right)) })
        let receipt = try await store.withCustodian { custodian in
            try await custodian.correct(FieldValues(values), of: record, about: subject, by: actor.principal)
        }
        let fields = set.map(\.left).joined(separator: ", ")
        Console.answer(ReceiptReport("corrected: \(fields)", receipt), asJSON: output.asJSON)
    }
}
