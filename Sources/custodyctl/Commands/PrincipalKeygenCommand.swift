import ArgumentParser
import Custody

/// Makes a signing key.
struct PrincipalKeygenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keygen", abstract: "Make a signing key: FILE (0600) and FILE.pub.")

    @Option(help: ArgumentHelp("Where the key goes; its public half goes to the same name with .pub.", valueName: "file"))
    var output: String

    /// Every command takes the option, so that a script can give it to all; this one opens no store and has no use for it.
    @Option(help: .hidden, completion: .file())
    var keyFile: String?

    @OptionGroup var form: JSONOption

    func run() async throws {
        let (key, isNew) = try SigningKeyFile.create(at: output)
        Console.answer(
            KeyReport(
                keyFile: output, madeKeyFile: isNew, publicKeyFile: SigningKeyFile.publicPath(of: output), publicKey: key),
            asJSON: form.asJSON)
    }
}

/// A signing key that was made, or whose public half was.
private struct KeyReport: Answer {
    var keyFile: String
    var madeKeyFile: Bool
    var publicKeyFile: String
    var publicKey: Bytes

    var lines: [String] {
        [
            madeKeyFile
                ? "signing key: \(keyFile) (0600; whoever has it can approve in its owner's name)"
                : "signing key: \(keyFile), which was there already, without its public half",
            "public key: \(publicKeyFile)",
        ]
    }
}
