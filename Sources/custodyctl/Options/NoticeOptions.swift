import ArgumentParser
import Custody

/// An answer to a notice: whose, to what, and what the person was shown.
struct NoticeOptions: ParsableArguments {
    @Option(help: "Whose answer.")
    var subject: SubjectID

    @Option(help: "To processing for which purpose.")
    var purpose: Purpose

    @Option(help: ArgumentHelp("What the person was shown, byte for byte.", valueName: "file"), completion: .file())
    var notice: String

    @Option(help: "The version of the text.")
    var noticeVersion = "1"

    @Option(help: ArgumentHelp("The language of the text.", valueName: "tag"))
    var language = "en"

    @Option(help: ArgumentHelp("When the person answered; now when not given.", valueName: "time"))
    var at: Instant?

    @OptionGroup var actor: ActorOption
    @OptionGroup var output: JSONOption

    /// Records the answer.
    func record(_ answer: ConsentAnswer, in store: StoreOptions, saying done: String) async throws {
        let text = try InputFile.read(notice, "the notice")
        let receipt = try await store.withCustodian { custodian in
            try await custodian.recordConsent(
                answer, of: subject, for: purpose, notice: ShownNotice(text: text, version: noticeVersion, language: language),
                occurredAt: at, by: actor.principal)
        }
        Console.answer(ReceiptReport("\(done): \(purpose)", receipt), asJSON: output.asJSON)
    }
}
