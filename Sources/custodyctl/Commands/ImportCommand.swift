import ArgumentParser
import Custody

/// Takes in a CSV file, a row a person.
struct ImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Take in a CSV file, a row a person.",
        discussion: """
            A column goes to the field of the same name unless --map says otherwise; a column without a field, or whose field \
            is held for none of the purposes, is not taken in. Rows that are wrong are told by line and column, and the good \
            ones are kept. A repeated import takes nothing in twice.
            """)

    @OptionGroup var store: StoreOptions

    @Argument(help: ArgumentHelp("The file; its first line names the columns.", valueName: "file.csv"), completion: .file())
    var csv: String

    @Option(help: ArgumentHelp("Which kind of record.", valueName: "name"))
    var record: RecordName

    @Option(help: ArgumentHelp("The column that says who the person is.", valueName: "column"))
    var subject: String

    @Option(name: .customLong("for"), help: ArgumentHelp("What for, with commas between them.", valueName: "purpose,..."))
    var purposes: NameList

    @Option(help: ArgumentHelp("Where the data came from; `subject` when the people gave it. It is sealed.", valueName: "text"))
    var source: String

    @OptionGroup var actor: ActorOption

    @Option(help: ArgumentHelp("Which column goes to which field.", valueName: "column=field"))
    var map: [Pair] = []

    @Flag(help: "Print `ok <row> commit <n>` for every row as soon as it is durable.")
    var acknowledge = false

    @OptionGroup var output: JSONOption

    func run() async throws {
        let file = try RegularFile(csv, "the CSV file")
        let reader = try CSVReader(file)
        let summary = try await store.withCustodian { custodian in
            let mapping = try ColumnMapping(
                reader.header, schema: try custodian.schema(of: record), subject: subject,
                purposes: purposes.names.map { Purpose($0) }, renaming: map, governance: custodian.governance)
            let importer = Importer(
                custodian: custodian, mapping: mapping, source: source == "subject" ? .subject : .other(source),
                principal: actor.principal, acknowledges: acknowledge)
            return try await importer.run(reader, of: file.size)
        }
        Console.answer(summary, asJSON: output.asJSON)
        try summary.throwIfIncomplete()
    }
}
