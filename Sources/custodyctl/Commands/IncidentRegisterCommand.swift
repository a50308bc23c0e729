import ArgumentParser
import Custody

/// Prints the register of breaches.
struct IncidentRegisterCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "register",
        abstract: "Print the register of breaches (GDPR Art. 33(5)). That it was drawn up is recorded.",
        discussion: "With --json the register that is printed is JSON; where --output takes it, the answer is.")

    /// How it is written.
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case json, csv, html
    }

    @OptionGroup var store: StoreOptions

    @Option(help: "json, csv or html.")
    var format: Format = .json

    @Option(help: ArgumentHelp("Where to write it; standard output when not given.", valueName: "file"), completion: .file())
    var output: String?

    @OptionGroup var reader: ReaderOption
    @OptionGroup var answer: JSONOption

    func validate() throws {
        guard !answer.asJSON || output != nil || format == .json else {
            throw ValidationError("--json prints the register as JSON; give --output for another --format")
        }
    }

    func run() async throws {
        let (text, count) = try await OutputFile.filling(output, for: "the register", outside: store.dir) {
            let register = try await store.withCustodian { try await $0.breachRegister(by: reader.principal) }
            let text =
                switch format {
                case .json: try register.json()
                case .csv: register.csv()
                case .html: register.html()
                }
            return ((text, register.entries.count), Array(text.utf8))
        }
        guard let output else { return Console.line(String(text.dropLast())) }
        Console.answer(
            ExportAnswer(count, to: output, saying: "\(count) breaches are in the register"), asJSON: answer.asJSON)
    }
}
