import ArgumentParser
import Custody

/// Records that a person consented again.
struct ConsentRenewCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "renew", abstract: "Record that a person who had consented did so again.")

    @OptionGroup var store: StoreOptions
    @OptionGroup var answer: NoticeOptions

    @Flag(help: "It was a statement of its own, as special categories need it (GDPR Art. 9(2)(a)).")
    var explicit = false

    func run() async throws {
        try await answer.record(.renewed(explicitly: explicit), in: store, saying: "consent renewed")
    }
}
