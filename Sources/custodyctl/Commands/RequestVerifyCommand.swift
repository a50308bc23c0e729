import ArgumentParser
import Custody

/// Checks a package without the store.
struct RequestVerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify-package", abstract: "Check what a person was given. No store is needed, and no network.",
        discussion: "The key must come from the controller by another way than the package: `certificate key` prints it.")

    @Argument(help: "The directory that `request package` wrote.", completion: .directory)
    var package: String

    @Option(help: ArgumentHelp("The store's key for certificates: 64 hexadecimal digits.", valueName: "key"))
    var key: String

    @OptionGroup var output: JSONOption

    func run() async throws {
        guard let bytes = [UInt8](hex: key), bytes.count == 32 else {
            throw ToolError("usage", "--key takes the 64 hexadecimal digits that `certificate key` prints")
        }
        let check = try await PackageManifest.verify(at: package, signedBy: Bytes(bytes))
        if let manifest = check.manifest {
            Console.answer(PackageAnswer(manifest, faults: check.faults), asJSON: output.asJSON)
        }
        guard check.faults.isEmpty else {
            throw ToolError(
                "integrity", "the package is not as the store made it", path: package,
                reasons: check.faults.map(\.description), status: .integrity)
        }
    }
}
