import Custody

/// What was shown about a log.
struct CheckReport: Answer {
    var what: String
    var origin: String
    var size: UInt64
    var root: Bytes
    /// The first entry of an exported log whose beginning was pruned.
    var first: UInt64?
    /// The entry, where a receipt was checked.
    var index: UInt64?
    var action: String?
    var time: Instant?

    /// Checks what stands at the path.
    init(_ path: String, _ log: TrustedLog) throws {
        let signed: SignedCheckpoint
        if InputFile.isDirectory(path) {
            what = "exported log"
            let published = try PublishedLog.verify(log, read: ExportedFiles(path).read)
            signed = published.checkpoint
            first = published.first > 0 ? published.first : nil
        } else {
            let bytes = try InputFile.read(path, "the receipt or checkpoint")
            if bytes.starts(with: "c2sp.org/tlog-proof@".utf8) {
                let proof = try LogProof(decoding: bytes)
                let leaf = try proof.verifiedLeaf(in: log)
                (what, index, action, time) = ("receipt", proof.index, "\(leaf.action)", leaf.time)
                signed = try log.checkpoint(proof.note)
            } else {
                what = "checkpoint"
                signed = try log.checkpoint(decoding: bytes)
            }
        }
        (origin, size, root) = (signed.checkpoint.origin, signed.checkpoint.size, signed.checkpoint.root)
    }

    var lines: [String] {
        var lines = ["\(what) of '\(Printable.text(origin))': \(size) entries, root \(root.hex)"]
        if let first { lines.append("entries below \(first) were pruned; their hashes are there") }
        if let index, let action, let time { lines.append("entry \(index): \(action) at \(time)") }
        return lines + [Style.green.applied(to: "it holds")]
    }
}
