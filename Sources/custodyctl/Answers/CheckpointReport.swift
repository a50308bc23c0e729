import Custody

/// A checkpoint and how to check it.
struct CheckpointReport: Answer {
    var log: AuditLog
    var origin: String
    var vkey: String
    var size: UInt64
    var root: Bytes
    var note: String
    private var isShown: Bool

    private enum CodingKeys: String, CodingKey {
        case log, origin, vkey, size, root, note
    }

    init(_ log: AuditLog, _ signed: SignedCheckpoint, _ key: NoteVerifier, isShown: Bool) {
        self.log = log
        origin = signed.checkpoint.origin
        vkey = key.description
        size = signed.checkpoint.size
        root = signed.checkpoint.root
        note = String(decoding: signed.note.bytes, as: UTF8.self)
        self.isShown = isShown
    }

    var lines: [String] {
        let head = ["\(log.rawValue) log: \(size) entries, root \(root.hex)", "vkey: \(vkey)"]
        return isShown ? head + ["", String(note.dropLast())] : head
    }
}
