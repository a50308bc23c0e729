import ArgumentParser
import Custody

/// Checks an exported bundle, without a store.
struct AuditVerifyExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify-export",
        abstract: "Check a bundle that `audit export` wrote; no store is needed.",
        discussion: """
            The digests of its files, every line against its leaf, and the entries against the signed checkpoints. Who signed \
            those shows only against a key that was kept apart: give --vkey once for each log.
            """)

    @Argument(help: "The directory of the bundle.", completion: .directory)
    var bundle: String

    @OptionGroup var trust: TrustOptions
    @OptionGroup var output: JSONOption

    func run() async throws {
        let report = try await ExportBundle.verify(at: bundle, try trust.logs())
        for log in try trust.logs() where !report.logs.contains(where: { $0.origin == log.origin }) && report.isIntact {
            throw ToolError(
                "otherOrigin", "the bundle holds nothing of '\(Printable.text(log.origin))', whose key was given", path: bundle,
                status: .integrity)
        }
        Console.answer(BundleCheckReport(report), asJSON: output.asJSON)
        guard report.isIntact else {
            throw ToolError(
                "damaged", "the bundle is not what was exported; see the findings above, and ask for another", path: bundle,
                status: .integrity)
        }
    }
}
