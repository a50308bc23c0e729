import ArgumentParser
import Custody

/// Checks a certificate without the store.
struct CertificateVerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Check the certificate of an erasure. No store is needed, and no network.",
        discussion: "The key must come from the controller by another way than the certificate: `certificate key` prints it.")

    @Argument(help: ArgumentHelp("The certificate, as `erase execute` wrote it.", valueName: "file"), completion: .file())
    var certificate: String

    @Option(help: ArgumentHelp("The store's key for certificates: 64 hexadecimal digits.", valueName: "key"))
    var key: String

    @OptionGroup var output: JSONOption

    func run() throws {
        guard let bytes = [UInt8](hex: key), bytes.count == 32 else {
            throw ToolError("usage", "--key takes the 64 hexadecimal digits that `certificate key` prints")
        }
        let file = try InputFile.read(certificate, "the certificate")
        let read: ErasureCertificate
        do { read = try JSONText.decode(ErasureCertificate.self, from: file) } catch let error as DecodingError {
            throw ToolError(
                "notACertificate", "this is no certificate as `erase execute` writes it (\(error.explanation))",
                path: certificate)
        }
        do { try read.verify(signedBy: Bytes(bytes)) } catch let error as CustodianError {
            throw ToolError(error.code.rawValue, error.message, path: certificate, status: .integrity)
        }
        Console.answer(CertificateAnswer(read), asJSON: output.asJSON)
    }
}

/// What a certificate that holds says.
private struct CertificateAnswer: Answer {
    var isSigned = true
    var statement: ErasureCertificate.Statement

    init(_ certificate: ErasureCertificate) { statement = certificate.statement }

    var lines: [String] {
        var lines = [
            "The signature holds: the store \(statement.store) says exactly this.",
            "erased at \(statement.erasedAt) on ground '\(statement.ground)' (\(statement.reference)): subject \(statement.subject)",
        ]
        for gone in statement.destroyed {
            let fields = gone.fields.isEmpty ? "what belongs to no field" : gone.fields.joined(separator: ", ")
            lines.append(
                "  destroyed key \(gone.keyClass.rawValue), fingerprint \(gone.fingerprint.hex.prefix(16))…: \(fields)")
        }
        for gone in statement.dropped ?? [] {
            let fields = gone.fields.map { "\(gone.name).\($0)" }.joined(separator: ", ")
            lines.append("  removed from record \(gone.record), whose key stays: \(fields)")
        }
        if let check = statement.selfCheck {
            lines.append(
                "  self-check: \(check.keys) keys were asked for and \(check.values) values tried; none was given or opened")
        }
        lines.append("residuals:")
        for kept in statement.kept {
            lines.append("  \(kept.fields.joined(separator: ", ")): \(kept.reason)")
            for term in kept.justifications ?? [] { lines.append("    \(term)") }
        }
        if let entry = statement.suppression {
            lines.append("  a keyed digest of the identifier, to \(entry.purpose) (\(entry.basis))")
        }
        if statement.kept.isEmpty, statement.suppression == nil, !statement.suppressed { lines.append("  none") }
        if let date = statement.effectiveInBackupsBy {
            lines.append("  backups of the keys from before: usable until \(date) at the latest")
        }
        return lines
    }
}
