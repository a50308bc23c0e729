import ArgumentParser
import Custody

/// Keeps the newest checkpoints outside the store.
struct AuditAnchorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "anchor",
        abstract: "Sign both logs and keep the checkpoints in a directory on another volume.",
        discussion: "An anchor takes only what continues the checkpoint that it holds.")

    @OptionGroup var store: StoreOptions

    @Option(help: ArgumentHelp("The directory; it must lie outside the store.", valueName: "dir"), completion: .directory)
    var anchor: String

    @OptionGroup var output: JSONOption

    func run() async throws {
        try StoreDirectory.refuse(anchor, inside: store.dir, "the anchor")
        let report = try await store.withCustodian { custodian in
            let notes = try await custodian.anchor(in: FileAnchor(at: anchor))
            var logs: [SignedLogsReport.Log] = []
            for log in AuditLog.allCases {
                guard let note = notes[log] else { continue }
                let (checkpoint, status) = (try Checkpoint(note.text), try await custodian.status(of: log))
                logs.append(.init(log: log, size: checkpoint.size, vkey: status.verifier.description))
            }
            return SignedLogsReport(done: "anchored", logs: logs)
        }
        Console.answer(report, asJSON: output.asJSON)
    }
}
