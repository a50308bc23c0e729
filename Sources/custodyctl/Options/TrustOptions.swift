import ArgumentParser
import Custody

/// What an auditor holds and trusts.
struct TrustOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The key of a log, as `audit checkpoint` told it; keep it apart from the store.", valueName: "key"))
    var vkey: [NoteVerifier] = []

    @Option(
        help: ArgumentHelp(
            "The receipt of a change of the key, as `audit rotate-key` wrote it; several in their order.", valueName: "file"),
        completion: .file())
    var rotation: [String] = []

    /// The logs of the keys, led on by the receipts.
    func logs() throws -> [TrustedLog] {
        var logs = vkey.map { TrustedLog($0) }
        for path in rotation {
            let proof = try TrustedFile.read(path, "the receipt of a change of keys") { bytes throws(AuditError) in
                try LogProof(decoding: bytes)
            }
            guard let place = logs.firstIndex(where: { $0.newest.name == (try? Checkpoint(proof.note.text))?.origin }) else {
                throw ToolError("otherOrigin", "the receipt is of a log whose key was not given; give --vkey", path: path)
            }
            try TrustedFile.translating(path) { try logs[place].learn(from: proof) }
        }
        return logs
    }

    /// The one log that the key is of.
    func log() throws -> TrustedLog {
        let logs = try logs()
        guard logs.count == 1 else { throw ToolError("usage", "give the key of one log with --vkey") }
        return logs[0]
    }
}
