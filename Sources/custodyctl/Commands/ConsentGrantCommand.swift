import ArgumentParser
import Custody

/// Records that a person consented.
struct ConsentGrantCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "grant", abstract: "Record that a person consented.")

    @OptionGroup var store: StoreOptions
    @OptionGroup var answer: NoticeOptions

    @Flag(help: "It was a statement of its own, as special categories need it (GDPR Art. 9(2)(a)).")
    var explicit = false

    func run() async throws {
        try await answer.record(.given(explicitly: explicit), in: store, saying: "consent given")
    }
}
