import ArgumentParser
import Custody

/// Withdraws consent. It needs no notice and nobody's leave (GDPR Art. 7(3)).
struct ConsentWithdrawCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "withdraw", abstract: "Withdraw consent: no notice, no permit needed (GDPR Art. 7(3)).")

    @OptionGroup var store: StoreOptions
    @OptionGroup var what: SubjectPurposeOptions

    @Option(help: ArgumentHelp("Where it came in, such as web or app.", valueName: "channel"))
    var channel: ConsentChannel?

    @OptionGroup var output: JSONOption

    func run() async throws {
        let answer = try await store.withCustodian { custodian in
            let receipt = try await custodian.withdrawConsent(of: what.person.subject, for: what.purpose, through: channel)
            return WithdrawalAnswer(
                done: "consent withdrawn: \(what.purpose)", receipt: receipt,
                obligations: try await custodian.obligations(
                    afterWithdrawalBy: what.person.subject, from: what.purpose, by: nil))
        }
        Console.answer(answer, asJSON: output.asJSON)
    }
}

/// A withdrawal with what follows from it.
private struct WithdrawalAnswer: Answer {
    var done: String
    var receipt: AuditReceipt?
    var obligations: [DownstreamObligation]

    var lines: [String] {
        [done] + (receipt.map { [$0.line] } ?? [])
            + obligations.map { obligation in
                let place =
                    obligation.record.map { " \($0): \(obligation.fields.map(\.rawValue).joined(separator: ", "))" } ?? ""
                return "to do: \(obligation.work.rawValue)\(place) (\(obligation.reason))"
            }
    }
}
