import ArgumentParser
import Custody

/// Withdraws consent. It needs no notice and nobody's leave (GDPR Art. 7(3)).
struct ConsentWithdrawCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "withdraw", abstract: "Withdraw consent: no notice, no permit needed (GDPR Art. 7(3)).")

    @OptionGroup var store: StoreOptions

    @Option(help: "Whose consent.")
    var subject: SubjectID

    @Option(help: "To processing for which purpose.")
    var purpose: Purpose

    @OptionGroup var output: JSONOption

    func run() async throws {
        let receipt = try await store.withCustodian { try await $0.withdrawConsent(of: subject, for: purpose) }
        Console.answer(ReceiptReport("consent withdrawn: \(purpose)", receipt), asJSON: output.asJSON)
    }
}
