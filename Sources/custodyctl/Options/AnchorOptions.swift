import ArgumentParser
import Custody

/// Checkpoints that were kept outside the store, and the keys that they are checked with.
struct AnchorOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("A checkpoint that was kept outside the store; may be repeated.", valueName: "file"),
        completion: .file())
    var checkpoint: [String] = []

    @Option(
        help: ArgumentHelp("A directory that `audit anchor` wrote to.", valueName: "dir"), completion: .directory)
    var anchor: String?

    @OptionGroup var trust: TrustOptions

    /// What the operator holds of each log whose key was given.
    func logs() async throws -> [AnchoredLog] {
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
