public import CustodyAudit
package import CustodyJournal
import CustodyKeys
import CustodyModel

/// Keeps checkpoints in a directory of its own, which belongs on another volume or another machine than the store's.
///
///     DIR/<first 32 hexadecimal digits of SHA-256 of the origin>/<20 digits size>.checkpoint
///
/// Each is a signed note of its own, so that any tool reads it. What keeps them is the directory: who can write there as well as in
/// the store can put both back.
public struct FileAnchor: AnchorSink {
    private let directory: String
    private let files: any JournalFileSystem
    private let gate = SerialGate()

    /// An anchor in a directory, which is made when it is missing.
    public init(at directory: String) { self.init(at: directory, files: PosixFileSystem()) }

    package init(at directory: String, files: any JournalFileSystem) {
        self.directory = directory
        self.files = files
    }

    private static let suffix = ".checkpoint"

    private func place(of origin: String) -> String {
        JournalPath.join(directory, AuditScheme(origin: origin).logID.description)
    }

    /// What it holds of the log with that origin, the smallest first: durably, like what was published just now.
    ///
    /// - Throws: ``CustodyFilesError`` with `corrupt` when a file is no checkpoint of the size that its name says, or `io`.
    public func held(origin: String) async throws -> [SignedNote] {
        let (files, place) = (files, place(of: origin))
        return try await blocking {
            try CustodyFilesError.translating {
                guard try files.status(place) == .directory else { return [] }
                let names = try files.list(place).filter { $0.hasSuffix(Self.suffix) }.sorted()
                try files.syncFound(in: place)
                return try names.map { name in
                    let path = JournalPath.join(place, name)
                    do {
                        let note = try SignedNote(decoding: files.readAll(path, atMost: FileCheckpoints.limit))
                        let checkpoint = try Checkpoint(note.text)
                        guard Self.name(checkpoint.size) == name, checkpoint.origin.utf8.elementsEqual(origin.utf8) else {
                            throw AuditError(.otherOrigin, "it is of another log or size than its place says")
                        }
                        return note
                    } catch let error as AuditError {
                        throw CustodyFilesError(
                            .corrupt, "the anchored checkpoint is not as it was written: \(error.message)", path: path)
                    }
                }
            }
        }
    }

    private static func name(_ size: UInt64) -> String { JournalPath.padded(size) + suffix }

    /// Keeps a checkpoint that continues the newest one, durably.
    public func publish(_ update: CheckpointUpdate) async throws -> [NoteSignature] {
        let origin = try Checkpoint(update.note.text).origin
        try await gate.enter {
            let newest = try await held(origin: origin).last
            let held: Checkpoint? = if let newest { try Checkpoint(newest.text) } else { nil }
            let checkpoint = try update.checkpoint(continuing: held)
            let isHeld = checkpoint == held
            let (files, place) = (files, place(of: origin))
            try await blocking {
                try CustodyFilesError.translating {
                    try files.createDirectories(place)
                    // What is found there may have got its name and not yet the sync that follows.
                    if isHeld { return try files.syncDirectory(place) }
                    try files.replace(JournalPath.join(place, Self.name(checkpoint.size)), with: update.note.bytes)
                }
            }
        }
        return []
    }
}
