import CustodyModel

/// A log as it is published in files: a checkpoint, tiles of hashes and bundles of entries (C2SP tlog-tiles).
public enum PublishedLog {
    /// Where the checkpoint is.
    public static let checkpointPath = "checkpoint"

    /// Checks every file of a published log: that the checkpoint is the log's, that the entries lead to its root, and that the
    /// tiles are those of the entries. Each file is read once and nothing is kept, so that a log of any size can be checked.
    ///
    /// - Parameters:
    ///   - log: what is trusted.
    ///   - read: the bytes of the file with that path; nil when there is none.
    ///   - entry: called with each entry in order, before the root is known to hold.
    /// - Returns: the checkpoint.
    /// - Throws: ``AuditError`` as ``TrustedLog/checkpoint(decoding:)``, `.inconsistent` when a file is missing or another; and
    ///   whatever `read` throws.
    public static func verify(
        _ log: TrustedLog, entry: (UInt64, [UInt8]) throws -> Void = { _, _ in }, read: (String) throws -> [UInt8]?
    ) throws -> SignedCheckpoint {
        func file(_ path: String) throws -> [UInt8] {
            guard let bytes = try read(path) else { throw AuditError(.inconsistent, "the file \(path) is missing") }
            return bytes
        }
        func check(_ files: [TileFile]) throws {
            // A bundle was read for its entries; what they lead to is held against the tiles.
            for expected in files where expected.path.level != nil {
                guard try file("\(expected.path)") == expected.bytes else {
                    throw AuditError(.inconsistent, "the file \(expected.path) is not the tile that the entries lead to")
                }
            }
        }
        let signed = try log.checkpoint(decoding: file(checkpointPath))
        var builder = TileBuilder()
        while builder.size < signed.checkpoint.size {
            let width = Int(min(UInt64(TilePath.width), signed.checkpoint.size - builder.size))
            guard let path = TilePath(level: nil, number: builder.size / UInt64(TilePath.width), width: width) else { break }
            let entries = try EntryBundle.decode(file("\(path)"))
            guard entries.count == width else {
                throw AuditError(.inconsistent, "the file \(path) has \(entries.count) entries instead of \(width)")
            }
            for bytes in entries {
                try entry(builder.size, bytes)
                try check(builder.append(bytes))
            }
        }
        try check(builder.partials())
        guard builder.root == signed.checkpoint.root.array else {
            throw AuditError(.inconsistent, "the entries do not lead to the signed root")
        }
        return signed
    }
}
