import ArgumentParser
import Custody

/// Hands the logs out.
struct AuditExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write both logs out as other people's clients of transparency logs read them.",
        discussion: """
            C2SP tlog-tiles, a directory for each log: the checkpoint, tiles of hashes, bundles of entries. The entries name \
            nobody. That they were handed out is recorded.
            """)

    @OptionGroup var store: StoreOptions

    @Option(
        help: ArgumentHelp("The directory to write; it must be absent or empty.", valueName: "dir"), completion: .directory)
    var tlogTiles: String

    @Option(
        name: .customLong("as"),
        help: ArgumentHelp("Who hands them out; the operator when not given.", valueName: "principal"))
    var principal: String?

    @OptionGroup var output: JSONOption

    func run() async throws {
        try StoreDirectory.refuse(tlogTiles, inside: store.dir, "the export")
        let report = try await store.withCustodian { custodian in
            let signed = try await custodian.exportTiles(to: tlogTiles, by: principal.map { .asserted($0) })
            var logs: [SignedLogsReport.Log] = []
            for (log, checkpoint) in signed.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
                let status = try await custodian.status(of: log)
                logs.append(.init(log: log, size: checkpoint.checkpoint.size, vkey: status.verifier.description))
            }
            return SignedLogsReport(done: "exported", logs: logs)
        }
        Console.answer(report, asJSON: output.asJSON)
    }
}
