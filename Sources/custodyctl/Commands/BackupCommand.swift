import ArgumentParser
import Custody

/// Makes backups.
struct BackupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Copy a store: its data, which open nothing, its wrapped keys, or both to two places.",
        discussion: """
            A backup of the keys expires: people who are erased stand in it until then. Keep it apart from the data, and throw it away in time. \
            It restores every backup of the data that was made before it. The key file is in neither.
            """)

    @OptionGroup var store: StoreOptions

    @Option(
        help: ArgumentHelp("Where the data go: a directory that is absent or empty.", valueName: "dir"), completion: .directory)
    var data: String?

    @Option(
        help: ArgumentHelp("Where the wrapped keys go: a directory that is absent or empty.", valueName: "dir"),
        completion: .directory)
    var keys: String?

    @Option(
        name: .customLong("as"), help: ArgumentHelp("Who does it; the operator when not given.", valueName: "principal"))
    var principal: String?

    @OptionGroup var output: JSONOption

    func run() async throws {
        guard data != nil || keys != nil else {
            throw ToolError("usage", "say what to copy, and where to: --data, --keys, or both")
        }
        if let data, let keys, StoreDirectory.contains(data, keys) || StoreDirectory.contains(keys, data) {
            throw ToolError("usage", "data and keys go to two places: who has both has everything but the key file")
        }
        for place in [data, keys].compactMap(\.self) { try StoreDirectory.refuse(place, inside: store.dir, "the backup") }
        let made = try await store.withCustodian { custodian in
            let principal = principal.map { Principal.asserted($0) }
            var made: [BackupManifest] = []
            // The keys last, so that they restore these data.
            if let data { made.append(try await custodian.backUp(to: data, by: principal)) }
            if let keys { made.append(try await custodian.backUpKeys(to: keys, by: principal)) }
            return made
        }
        Console.answer(BackupAnswer(made: made), asJSON: output.asJSON)
    }
}

/// What was backed up.
private struct BackupAnswer: Answer {
    var made: [BackupManifest]

    var lines: [String] {
        made.map { manifest in
            let size = manifest.files.reduce(0) { $0 + $1.size }
            let end = manifest.expiresAt.map { "; expires at \($0)" } ?? ""
            return
                "\(manifest.kind.rawValue): up to commit \(manifest.commit), \(manifest.files.count) files, \(size) bytes\(end)"
        }
    }
}
