import ArgumentParser
import Custody

/// Lists everything that a person decided.
struct ConsentHistoryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history", abstract: "List everything that a person decided, as it was recorded.")

    @OptionGroup var store: StoreOptions

    @OptionGroup var person: PersonOption

    @OptionGroup var reader: ReaderOption
    @OptionGroup var output: JSONOption

    func run() async throws {
        let events = try await store.withCustodian {
            try await $0.consentHistory(of: person.subject, by: reader.principal).map { ConsentEventLine($0) }
        }
        Console.answer(HistoryAnswer(events: events), asJSON: output.asJSON)
    }
}

private struct HistoryAnswer: Answer {
    var events: [ConsentEventLine]
    var lines: [String] { events.isEmpty ? ["nothing is recorded"] : events.map(\.text) }
}
