import ArgumentParser
import Custody

/// Lists who has to be told.
struct RequestNoticesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "notices",
        abstract: "List the recipients that have to be told of a correction, an erasure or a restriction (GDPR Art. 19).")

    @OptionGroup var store: StoreOptions
    @OptionGroup var reader: ReaderOption
    @OptionGroup var output: JSONOption

    func run() async throws {
        let notices = try await store.withCustodian { try await $0.recipientNotices(by: reader.principal) }
        Console.answer(RecipientNoticesAnswer(notices), asJSON: output.asJSON)
    }
}
