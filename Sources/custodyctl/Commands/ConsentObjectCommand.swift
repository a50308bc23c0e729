import ArgumentParser
import Custody

/// Records an objection, or that it was taken back or lifted.
struct ConsentObjectCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "object", abstract: "Record an objection (GDPR Art. 21): no permit needed.",
        discussion:
            "--take-back records that the person took it back. --lift records that it was weighed and lifted, and needs --as.")

    @OptionGroup var store: StoreOptions
    @OptionGroup var what: SubjectPurposeOptions

    @Flag(help: "The person took it back.")
    var takeBack = false

    @Flag(help: "It was weighed against our grounds and lifted; never against direct marketing or a signal.")
    var lift = false

    @Option(name: .customLong("as"), help: ArgumentHelp("Who lifts it.", valueName: "principal"))
    var principal: String?

    @OptionGroup var output: JSONOption

    func validate() throws {
        if takeBack && lift { throw ValidationError("--take-back and --lift exclude each other") }
        if lift != (principal != nil) { throw ValidationError("--lift needs --as, and nothing else does") }
    }

    func run() async throws {
        let (done, receipt) = try await store.withCustodian { custodian in
            if let principal {
                return (
                    "objection lifted",
                    try await custodian.liftObjection(of: what.person.subject, to: what.purpose, by: .asserted(principal))
                )
            }
            return takeBack
                ? ("objection taken back", try await custodian.takeBackObjection(of: what.person.subject, to: what.purpose))
                : ("objection recorded", try await custodian.object(on: what.person.subject, to: what.purpose))
        }
        Console.answer(ReceiptReport("\(done): \(what.purpose)", receipt), asJSON: output.asJSON)
    }
}
