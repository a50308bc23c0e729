import ArgumentParser
import Custody

/// Replaces values by what is accurate.
struct CorrectCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "correct", abstract: "Replace values by what is accurate (GDPR Art. 16).")

    @OptionGroup var store: StoreOptions

    @OptionGroup var person: PersonOption

    @Option(help: ArgumentHelp("Which kind of record.", valueName: "name"))
    var record: RecordName

    /// Texts: the parser would repeat a value that is no ``Pair``.
    @Option(help: ArgumentHelp("The new value of a field; an empty one removes it.", valueName: "field=value"))
    var set: [String]

    /// Words beside the options, most likely the end of a value without quotes. Taken, because the parser would repeat them.
    @Argument(help: .hidden)
    var rest: [String] = []

    @OptionGroup var actor: ActorOption
    @OptionGroup var output: JSONOption

    func validate() throws {
        guard rest.isEmpty else {
            throw ValidationError("--set takes field=value as one word; put a value with spaces in quotes")
        }
        var seen: Set<String> = []
        for pair in try pairs() where !seen.insert(pair.left).inserted {
            throw ValidationError("--set names a field twice; name each once")
        }
    }

    func run() async throws {
        let pairs = try pairs()
        let values = Dictionary(
            uniqueKeysWithValues: pairs.map { (FieldName($0.left), $0.right.isEmpty ? .null : CBOR.text($0.right)) })
        let receipt = try await store.withCustodian { custodian in
            try await custodian.correct(FieldValues(values), of: record, about: person.subject, by: actor.principal)
        }
        let fields = pairs.map(\.left).joined(separator: ", ")
        Console.answer(ReceiptReport("corrected: \(fields)", receipt), asJSON: output.asJSON)
    }

    private func pairs() throws -> [Pair] {
        try set.map { text in
            guard let pair = Pair(argument: text) else {
                throw ValidationError("--set takes field=value, and one that was given is not of that form")
            }
            return pair
        }
    }
}
