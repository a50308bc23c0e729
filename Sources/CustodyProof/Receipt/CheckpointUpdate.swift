public import CustodyModel

/// A checkpoint with what shows that it continues an earlier one: the body of C2SP tlog-witness's `add-checkpoint`.
public struct CheckpointUpdate: Hashable, Sendable {
    /// The size of the earlier checkpoint; 0 when there was none.
    public var old: UInt64
    /// The consistency proof; empty from 0 on.
    public var path: [Bytes]
    /// The later checkpoint.
    public var note: SignedNote

    private static let longestPath = 63

    /// An update from its parts.
    public init(old: UInt64, path: [Bytes], note: SignedNote) {
        self.old = old
        self.path = path
        self.note = note
    }

    /// Reads the text of an update. What it accepts is what ``bytes`` writes, to the byte.
    ///
    /// - Throws: ``AuditError`` `.malformed`.
    public init(decoding bytes: [UInt8]) throws(AuditError) {
        var lines = try HeadedNote(decoding: bytes, "an update of a checkpoint")
        guard let number = lines.next(after: "old "), let old = HeadedNote.number(number) else {
            throw lines.failure("the earlier size is missing")
        }
        self.old = old
        path = try lines.hashes(atMost: Self.longestPath)
        note = lines.note
    }

    /// The text of the update.
    public var bytes: [UInt8] { HeadedNote.bytes(["old \(old)"], path, note) }

    /// The later checkpoint, once it is shown to continue the one that is held. Who signed it is not checked: see
    /// ``verify(continuing:in:)``.
    ///
    /// - Parameter held: the earlier checkpoint; nil when none is held.
    /// - Throws: ``AuditError`` `.malformed` when the note is no checkpoint, `.otherOrigin`, `.inconsistent`.
    public func checkpoint(continuing held: Checkpoint?) throws(AuditError) -> Checkpoint {
        let new = try Checkpoint(note.text)
        guard held?.origin.utf8.elementsEqual(new.origin.utf8) ?? true else {
            throw AuditError(.otherOrigin, "the checkpoint is of the log '\(new.origin)', not of the one that is held")
        }
        let size = held?.size ?? 0
        guard old == size else {
            throw AuditError(.inconsistent, "the update goes on from size \(old); the checkpoint that is held has \(size)")
        }
        guard new.size >= old else { throw AuditError(.inconsistent, "\(old) leaves are held, and the update has \(new.size)") }
        let isProven =
            if let held, size > 0 {
                ConsistencyProof(first: old, second: new.size, path: path)
                    .verifies(firstRoot: held.root, secondRoot: new.root)
            } else {
                path.isEmpty && (new.size > 0 || new.root.array == MerkleTree.emptyRoot)
            }
        guard isProven else {
            throw AuditError(
                .inconsistent, "the log of \(new.size) leaves does not begin with the \(old) that are held; it was forked")
        }
        return new
    }

    /// The later checkpoint, once it is shown to be the log's and to continue the one that is held.
    ///
    /// - Throws: as ``checkpoint(continuing:)`` and ``TrustedLog/checkpoint(decoding:)``.
    public func verify(continuing held: Checkpoint?, in log: TrustedLog) throws(AuditError) -> SignedCheckpoint {
        let signed = try log.checkpoint(note)
        _ = try checkpoint(continuing: held)
        return signed
    }
}
