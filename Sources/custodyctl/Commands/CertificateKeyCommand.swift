import ArgumentParser
import Custody

/// The key that signs certificates.
struct CertificateKeyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key",
        abstract: "Print the public key that signs the store's certificates, to be handed to whoever checks them.")

    @OptionGroup var store: StoreOptions
    @OptionGroup var output: JSONOption

    func run() async throws {
        let key = try await store.withCustodian { try $0.certificateKey() }
        Console.answer(KeyAnswer(certificateKey: key), asJSON: output.asJSON)
    }
}

/// The public key.
private struct KeyAnswer: Answer {
    var certificateKey: Bytes
    var lines: [String] { [certificateKey.hex] }
}
