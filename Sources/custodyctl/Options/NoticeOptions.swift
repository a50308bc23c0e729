import ArgumentParser
import Custody

/// An answer to a notice: whose, to what, what the person was shown, and under which circumstances.
struct NoticeOptions: ParsableArguments {
    @OptionGroup var person: PersonOption

    @Option(help: "To processing for which purpose.")
    var purpose: Purpose

    @OptionGroup var shown: ShownNoticeOptions
    @OptionGroup var circumstances: CircumstanceOptions
    @OptionGroup var actor: ActorOption
    @OptionGroup var output: JSONOption

    /// Records the answer.
    func record(_ answer: ConsentAnswer, in store: StoreOptions, saying done: String) async throws {
        let notice = try shown.edition()
        let told = try circumstances.told()
        let receipt = try await store.withCustodian { custodian in
            try await custodian.recordConsent(
                answer, of: person.subject, for: purpose, notice: notice, under: told, by: actor.principal)
        }
        Console.answer(ReceiptReport("\(done): \(purpose)", receipt), asJSON: output.asJSON)
    }
}
