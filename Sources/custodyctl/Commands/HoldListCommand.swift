import ArgumentParser
import Custody

/// Lists holds.
struct HoldListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List every legal hold.")

    @OptionGroup var store: StoreOptions
    @OptionGroup var reader: ReaderOption
    @OptionGroup var output: JSONOption

    func run() async throws {
        let holds = try await store.withCustodian { try await $0.legalHolds(by: reader.principal) }
        Console.answer(HoldAnswer(done: "held by", holds: holds), asJSON: output.asJSON)
    }
}
