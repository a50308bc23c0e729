import ArgumentParser
import Custody

/// Records that a person was shown a notice and asked.
struct ConsentRequestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "request", abstract: "Record that a person was shown a notice and asked; the answer may come later.")

    @OptionGroup var store: StoreOptions
    @OptionGroup var answer: NoticeOptions

    func run() async throws {
        let notice = try answer.shown.edition()
        let told = try answer.circumstances.told()
        let receipt = try await store.withCustodian { custodian in
            try await custodian.requestConsent(
                of: answer.person.subject, for: answer.purpose, notice: notice, under: told, by: answer.actor.principal)
        }
        Console.answer(
            ReceiptReport("consent requested: \(answer.purpose)", receipt), asJSON: answer.output.asJSON)
    }
}
