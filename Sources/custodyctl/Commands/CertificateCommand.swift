import ArgumentParser

/// Certificates of erasures.
struct CertificateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "certificate", abstract: "Check the certificate of an erasure, and see the key that signs them.",
        subcommands: [CertificateVerifyCommand.self, CertificateKeyCommand.self])
}
