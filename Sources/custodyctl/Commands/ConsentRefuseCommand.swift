import ArgumentParser
import Custody

/// Records that a person was asked and did not consent.
struct ConsentRefuseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "refuse", abstract: "Record that a person did not consent.")

    @OptionGroup var store: StoreOptions
    @OptionGroup var answer: NoticeOptions

    func run() async throws { try await answer.record(.refused, in: store, saying: "consent refused") }
}
