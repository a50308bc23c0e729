import ArgumentParser
import Custody

/// Heeds a signal that a person's software sends.
struct ConsentSignalCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "signal", abstract: "Heed a signal of a person's software, such as Global Privacy Control.",
        discussion: """
            Only `\(GlobalPrivacyControl.headerName): 1` is a signal; any other value, and none at all, is no decision and \
            records nothing.
            """)

    @OptionGroup var store: StoreOptions

    @OptionGroup var person: PersonOption

    @Option(help: "A purpose that the signal is about; may be repeated.")
    var purpose: [Purpose]

    @Option(
        name: .customLong("sec-gpc"),
        help: ArgumentHelp(
            "The value of a header field \(GlobalPrivacyControl.headerName); may be repeated.", valueName: "value"))
    var header: [String] = []

    @Flag(help: "The person said that it is sent no more.")
    var ended = false

    @OptionGroup var output: JSONOption

    func validate() throws {
        if ended != header.isEmpty { throw ValidationError("give --sec-gpc, or --ended") }
    }

    func run() async throws {
        let signal = GlobalPrivacyControl.signal(in: header)
        let (done, receipt) = try await store.withCustodian { custodian in
            if ended {
                let receipt = try await custodian.signalEnded(.globalPrivacyControl, of: person.subject, for: purpose)
                return (receipt == nil ? "nothing was sent, nothing is recorded" : "the end of the signal is recorded", receipt)
            }
            guard let signal else { return ("no signal: nothing is recorded", AuditReceipt?.none) }
            let receipt = try await custodian.observe(signal, of: person.subject, for: purpose)
            return (receipt == nil ? "the signal is on record already" : "opted out by signal", receipt)
        }
        Console.answer(ReceiptReport(done, receipt), asJSON: output.asJSON)
    }
}
