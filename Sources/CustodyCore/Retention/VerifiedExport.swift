public import CustodyAudit
public import CustodyModel

/// An export of one log that was read back from where it lies and found to hold what the log holds.
///
/// Only reading it back makes one, so that nothing is pruned on the word of whoever wrote it. Its digest goes into the log with
/// the prune: SHA-256 of the export's `SHA256SUMS`, which lists every other file with its own (`sha256sum -c SHA256SUMS`).
public struct VerifiedExport: Hashable, Sendable {
    /// The log.
    public let log: AuditLog
    /// The first entry that it holds.
    public let first: UInt64
    /// The state of the log that its entries lead to.
    public let checkpoint: SignedCheckpoint
    /// SHA-256 of the list of its files.
    public let digest: Bytes

    /// How many entries there were when it was made.
    public var size: UInt64 { checkpoint.checkpoint.size }

    /// Reads every file of an export.
    ///
    /// - Parameter read: the bytes of the file with that path; nil when there is none.
    package init(of log: AuditLog, _ trusted: TrustedLog, read: (String) throws -> [UInt8]?) throws {
        let (digests, digest) = try Self.list(read)
        var unread = digests.paths
        let verified = try PublishedLog.verify(trusted) { path in
            guard let bytes = try read(path) else { return nil }
            guard digests.holds(path, bytes) else {
                throw AuditError(.inconsistent, "the file \(path) is not the one that was exported")
            }
            unread.remove(path)
            return bytes
        }
        guard unread.isEmpty else {
            throw AuditError(.inconsistent, "\(unread.count) files are listed that are no part of the log")
        }
        (self.log, self.first, self.checkpoint, self.digest) = (log, verified.first, verified.checkpoint, digest)
    }

    private static func list(_ read: (String) throws -> [UInt8]?) throws -> (FileDigests, Bytes) {
        guard let bytes = try read(FileDigests.path) else {
            throw AuditError(.inconsistent, "the file \(FileDigests.path) is missing, so that it is no export made for a prune")
        }
        guard let digests = FileDigests(decoding: bytes) else {
            throw AuditError(.malformed, "the file \(FileDigests.path) is no list of this form")
        }
        return (digests, Bytes(FileDigests.digest(bytes)))
    }

    /// The digest of an export as a prune in the log gives it, for who holds an export and a log that was verified: every listed file
    /// is held against the list, and nothing else is looked at.
    ///
    /// - Throws: `AuditError` `.inconsistent` or `.malformed`; and whatever `read` throws.
    public static func digest(read: (String) throws -> [UInt8]?) throws -> Bytes {
        let (digests, digest) = try list(read)
        for path in digests.paths.sorted() {
            guard let bytes = try read(path), digests.holds(path, bytes) else {
                throw AuditError(.inconsistent, "the file \(path) is missing or not the one that was exported")
            }
        }
        return digest
    }
}
