import Synchronization

/// An anchor for the life of the process, for tests and trials.
public final class InMemoryAnchor: AnchorSink {
    private let notes: Mutex<[String: [SignedNote]]>

    /// An anchor that holds nothing.
    public init() { notes = Mutex([:]) }

    /// What it holds of the log with that origin, the smallest first.
    public func held(origin: String) -> [SignedNote] { notes.withLock { $0[origin] ?? [] } }

    /// Keeps a checkpoint that continues the newest one.
    public func publish(_ update: CheckpointUpdate) throws -> [NoteSignature] {
        let origin = try Checkpoint(update.note.text).origin
        return try notes.withLock { notes throws(AuditError) in
            let newest = notes[origin]?.last
            let held: Checkpoint? = if let newest { try Checkpoint(newest.text) } else { nil }
            // What is published again is held already.
            guard try update.checkpoint(continuing: held) != held else { return [] }
            notes[origin, default: []].append(update.note)
            return []
        }
    }
}
