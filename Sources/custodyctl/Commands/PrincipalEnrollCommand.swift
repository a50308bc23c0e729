import ArgumentParser
import Custody

/// Gives a principal a public key.
struct PrincipalEnrollCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "enroll", abstract: "Give a principal of the policy a public key, and record it.")

    @OptionGroup var store: StoreOptions

    @Argument(help: "A principal of the policy.")
    var name: String

    @Option(help: ArgumentHelp("The public key, as `principal keygen` wrote it.", valueName: "file.pub"), completion: .file())
    var publicKey: String

    @Option(
        name: .customLong("as"),
        help: ArgumentHelp(
            "Who enrolls, which the policy then has to permit; the operator when not given.", valueName: "principal"))
    var enroller: String?

    @OptionGroup var output: JSONOption

    func run() async throws {
        let key = try SigningKeyFile.publicKey(at: publicKey)
        let receipt = try await store.withCustodian { custodian in
            try await custodian.enroll(publicKey: key, of: PrincipalID(name), by: enroller.map { .asserted($0) })
        }
        Console.answer(ReceiptReport("enrolled: \(Printable.text(name))", receipt), asJSON: output.asJSON)
    }
}
