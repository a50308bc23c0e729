import ArgumentParser
import Custody

/// Records entries of registers.
struct RegisterImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract:
            "Record every entry of a document in its register. Nothing is overwritten; an entry that stands already is left.",
        discussion: "`register export` writes such a document. What it leaves out is left as it is.")

    @OptionGroup var store: StoreOptions

    @Argument(help: "The document: JSON.", completion: .file())
    var file: String

    @Option(help: "Why. It stands in the log.")
    var reason: String

    @OptionGroup var actor: ActorOption
    @OptionGroup var output: JSONOption

    func run() async throws {
        let book = try RegistersDocument.read(file)
        let count = try await store.withCustodian {
            try await $0.record(book, by: actor.principal, reason: reason)
        }
        Console.answer(RegisterImportAnswer(entries: count), asJSON: output.asJSON)
    }
}

/// How many entries of the document stand in the registers now.
private struct RegisterImportAnswer: Answer {
    var entries: Int
    var lines: [String] { ["\(entries) entries stand in the registers"] }
}

/// The file with entries of registers.
enum RegistersDocument {
    /// Reads the file.
    static func read(_ path: String) throws -> RegisterBook {
        let bytes = try InputFile.read(path, "the registers")
        do {
            let faults = try JSONShape.registers.faults(in: JSONText.decode(JSONTree.self, from: bytes))
            guard faults.isEmpty else {
                throw ToolError("malformedDocument", "the document says things that mean nothing", path: path, reasons: faults)
            }
            return try JSONText.decode(RegisterBook.self, from: bytes)
        } catch let error as DecodingError {
            throw ToolError("malformedDocument", "the registers cannot be read: \(error.explanation)", path: path)
        }
    }
}

extension JSONShape {
    /// What a document of registers may say, as far as a misspelt register would be lost.
    static let registers = JSONShape.object(
        Dictionary(uniqueKeysWithValues: RegisterBook.names.map { ($0, JSONShape.any) }))
}
