import ArgumentParser
import Custody

/// Checks every file of a store, without writing and without opening personal data.
struct AuditVerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Check every file of a store: nothing is written, nothing personal is opened.",
        discussion: """
            It also works while another process holds the directory. A store that was put back to an earlier state as a whole \
            shows only against a checkpoint that was kept elsewhere: give --checkpoint or --anchor, and --vkey.
            """)

    @OptionGroup var store: StoreOptions

    @OptionGroup var anchored: AnchorOptions

    @Option(
        help: ArgumentHelp(
            "The directory of an export that was made before a prune; may be repeated. The log must name it.", valueName: "dir"),
        completion: .directory)
    var export: [String] = []

    @OptionGroup var output: JSONOption

    func run() async throws {
        let held = try await anchored.logs()
        let keys = try store.keys()
        var (report, audit) = try await StoreBackend.verify(store.dir, keys: keys, against: held)
        report.exportFindings = try exports(audit)
        Console.answer(report, asJSON: output.asJSON)
        guard report.isIntact else {
            throw ToolError(
                "damaged", "the store is not what was written; see the findings above, and restore those files from a backup",
                path: store.dir, status: .integrity)
        }
    }

    /// What is wrong between the log and the exports at hand.
    private func exports(_ audit: AuditReport?) throws -> [AuditFinding] {
        guard var audit else { return [] }
        let known = audit.findings
        for path in export {
            let files = ExportedFiles(path)
            try TrustedFile.translating(path) {
                let digest = try VerifiedExport.digest(read: files.read)
                let origin = try Checkpoint(SignedNote(decoding: files.read(PublishedLog.checkpointPath) ?? []).text).origin
                guard let log = audit.logs.first(where: { $0.value.origin == origin })?.key else {
                    throw AuditError(
                        .otherOrigin, "the export is of '\(Printable.text(origin))', which is no log of this store")
                }
                audit.check(export: digest, of: log)
            }
        }
        return audit.findings.filter { !known.contains($0) }
    }
}
