import ArgumentParser
import Custody

/// Lists who has to be told of what.
struct RequestDutiesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "duties",
        abstract: "List who has to be told of data that came from somebody else (GDPR Art. 14), and what notices do not tell.")

    @OptionGroup var store: StoreOptions
    @OptionGroup var reader: ReaderOption
    @OptionGroup var output: JSONOption

    func run() async throws {
        let answer = try await store.withCustodian { custodian in
            InformationDutiesAnswer(
                try await custodian.informationDuties(by: reader.principal).map { ($0, custodian.due($0)) },
                try await custodian.informationFindings())
        }
        Console.answer(answer, asJSON: output.asJSON)
    }
}
