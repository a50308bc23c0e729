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

    @Option(
        help: ArgumentHelp("A checkpoint that was kept outside the store; may be repeated.", valueName: "file"),
        completion: .file())
    var checkpoint: [String] = []

    @Option(
        help: ArgumentHelp("A directory that `audit anchor` wrote to.", valueName: "dir"), completion: .directory)
    var anchor: String?

    @Option(
        help: ArgumentHelp(
            "The directory of an export that was made before a prune; may be repeated. The log must name it.", valueName: "dir"),
        completion: .directory)
    var export: [String] = []

    @OptionGroup var trust: TrustOptions
    @OptionGroup var output: JSONOption

    func run() async throws {
        let anchored = try await anchoredLogs()
        let keys = try store.key.provider(for: store.dir)
        let inspection = try await StoreInspection.inspect(at: store.dir, keys: keys, against: anchored)
        let report = VerifyReport(inspection, try exports(inspection.audit))
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

    /// What the operator holds of each log whose key was given.
    private func anchoredLogs() async throws -> [AnchoredLog] {
        guard !trust.vkey.isEmpty else {
            guard checkpoint.isEmpty, anchor == nil, trust.rotation.isEmpty else {
                throw ToolError("usage", "a checkpoint counts only with the key that was kept with it; give --vkey")
            }
            return []
        }
        guard !checkpoint.isEmpty || anchor != nil else {
            throw ToolError("usage", "--vkey says how to check a checkpoint; give one with --checkpoint or --anchor")
        }
        let logs = try trust.logs()
        var notes: [String: [SignedNote]] = [:]
        for path in checkpoint {
            let note = try TrustedFile.read(path, "the checkpoint") { bytes throws(AuditError) in
                try SignedNote(decoding: bytes)
            }
            let origin = try TrustedFile.translating(path) { try Checkpoint(note.text).origin }
            guard let log = logs.first(where: { $0.origin == origin }) else {
                throw ToolError(
                    "otherOrigin", "the checkpoint is of '\(Printable.text(origin))', whose key was not given", path: path)
            }
            _ = try TrustedFile.translating(path) { try log.checkpoint(note) }
            notes[log.origin, default: []].append(note)
        }
        var anchored: [AnchoredLog] = []
        for log in logs {
            var held = notes[log.origin] ?? []
            if let anchor { held += try await FileAnchor(at: anchor).held(origin: log.origin) }
            // A key without a checkpoint would say nothing, and look as if it did.
            guard !held.isEmpty else {
                throw ToolError(
                    "noCheckpoint", "there is no checkpoint of '\(Printable.text(log.origin))' at hand", path: anchor)
            }
            guard let which = AuditLog.allCases.first(where: { log.origin.hasSuffix("/\($0.rawValue)") }) else {
                throw ToolError("otherOrigin", "'\(Printable.text(log.origin))' is the origin of no log of a store")
            }
            anchored.append(
                try TrustedFile.translating(anchor ?? checkpoint.first ?? "") {
                    try AnchoredLog(which, trusted: log, notes: held)
                })
        }
        return anchored
    }
}
