import ArgumentParser
import Custody

/// Takes back a consent that was never valid.
struct ConsentInvalidateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "invalidate", abstract: "Take back a consent that was never valid, and list what relied on it.")

    @OptionGroup var store: StoreOptions
    @OptionGroup var what: SubjectPurposeOptions

    @Option(
        help: ArgumentHelp(
            "Which event, as `consent history` numbers it; the one that decides now when not given.", valueName: "number"))
    var number: Int?

    @OptionGroup var actor: ActorOption
    @OptionGroup var output: JSONOption

    func run() async throws {
        let came = try await store.withCustodian {
            try await $0.invalidateConsent(of: what.person.subject, for: what.purpose, number: number, by: actor.principal)
        }
        let purpose = came.invalidated.event.purpose ?? what.purpose
        Console.answer(
            InvalidationAnswer(
                done: "consent invalidated: \(purpose)", receipt: came.receipt, disclosures: came.disclosures),
            asJSON: output.asJSON)
    }
}

/// A consent that is none, with what relied on it.
private struct InvalidationAnswer: Answer {
    var done: String
    var receipt: AuditReceipt?
    var disclosures: [LogLine]

    var lines: [String] {
        [done] + (receipt.map { [$0.line] } ?? [])
            + ["disclosures that relied on it: \(disclosures.count)"]
            + disclosures.map { "  \($0.time) \($0.place) in the role '\($0.role?.rawValue ?? "none")'" }
    }
}
