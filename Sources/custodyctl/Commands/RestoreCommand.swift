import ArgumentParser
import Custody

/// Puts a store back.
struct RestoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract:
            "Put a store back from a backup of its data and one of its keys, and erase again whom it must not bring back.",
        discussion: """
            The key file is needed as it was when the keys were backed up, or with later versions beside. A restore that was cut off is done \
            again by the same command. Held against checkpoints from before, the store then shows as older: see `audit accept-restore`.
            """)

    @Argument(
        help: ArgumentHelp("Where the store is put: a directory that is absent or empty.", valueName: "dir"),
        completion: .directory)
    var dir: String

    @Option(help: ArgumentHelp("The backup of the data.", valueName: "dir"), completion: .directory)
    var data: String

    @Option(
        help: ArgumentHelp("The backup of the keys, not older than that of the data.", valueName: "dir"), completion: .directory
    )
    var keys: String

    @Option(help: .keyFile, completion: .file())
    var keyFile: String?

    @Option(help: .erasures, completion: .directory)
    var erasures: String?

    @Flag(help: "Go on without knowing who was erased since. Every report on the store will say so.")
    var acceptUnanchored = false

    @Option(help: "Why it is put back; it is sealed.")
    var reason: String

    @OptionGroup var output: JSONOption

    func run() async throws {
        for backup in [data, keys] where !InputFile.isDirectory(backup) {
            throw ToolError("unreadableFile", "there is no directory with a backup; check the path", path: backup)
        }
        let place = try KeyFilePlace(for: dir, given: keyFile)
        let report = try await StoreRestore.restore(
            data: data, keys: keys, to: dir, provider: try KeyFile.provider(at: place.path),
            erasures: try FileErasureAnchor.named(erasures, outside: dir), acceptsUnanchored: acceptUnanchored, reason: reason)
        Console.remark(KeyFilePlace.sharingRemark)
        Console.answer(RestoreAnswer(report: report), asJSON: output.asJSON)
    }
}

/// What was put back.
private struct RestoreAnswer: Answer {
    var report: RestoreReport

    var lines: [String] {
        var lines = ["put back up to commit \(report.commit), with \(report.keys) keys"]
        if report.destroyedSince > 0 {
            lines.append("\(report.destroyedSince) keys had been destroyed between the two backups")
        }
        lines.append(
            report.isAnchored
                ? "\(report.replayedErasures) erasures from after the backup were carried out again"
                : "NOT ANCHORED: people may be back who were erased; every report says so from now on")
        return lines
    }
}
