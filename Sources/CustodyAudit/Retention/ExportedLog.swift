import Crypto
public import CustodyModel

/// What was handed out of a log and found whole: a log is pruned only of what is known to stand elsewhere.
public struct ExportedLog: Hashable, Sendable {
    /// Which log.
    public var log: AuditLog
    /// The entries that were handed out.
    public var entries: Range<UInt64>
    /// The state of the log that they lead to.
    public var checkpoint: SignedCheckpoint
    /// SHA-256 of what vouches for the whole of it.
    public var digest: Bytes

    /// An export from its parts, for forms that this module does not know. Who makes it has checked that the entries lead to the
    /// checkpoint.
    public init(_ log: AuditLog, entries: Range<UInt64>, checkpoint: SignedCheckpoint, digest: Bytes) {
        self.log = log
        self.entries = entries
        self.checkpoint = checkpoint
        self.digest = digest
    }

    /// Checks an export in tiles, every file of it. Its digest is that of the checkpoint's file, to which all entries lead.
    ///
    /// - Throws: as `PublishedLog.verify(_:entry:read:)`.
    public init(tiles log: AuditLog, trusted: TrustedLog, read: (String) throws -> [UInt8]?) throws {
        let published = try PublishedLog.verify(trusted, read: read)
        let size = published.checkpoint.checkpoint.size
        self.init(
            log, entries: published.first..<size, checkpoint: published.checkpoint,
            digest: Bytes(Array(SHA256.hash(data: published.checkpoint.bytes.array))))
    }
}
