import CustodyModel

/// A log as it is published in files: a checkpoint, tiles of hashes and bundles of entries (C2SP tlog-tiles).
public enum PublishedLog {
    /// Where the checkpoint is.
    public static let checkpointPath = "checkpoint"

    /// A published log that holds.
    public struct Verified: Hashable, Sendable {
        /// The state that the entries lead to.
        public let checkpoint: SignedCheckpoint
        /// The first entry that is there; of those before only the hashes are, as a leaf of the log says.
        public let first: UInt64
    }

    /// Checks every file of a published log: that the checkpoint is the log's, that the entries lead to its root, and that the
    /// tiles are those of the entries. Each file is read once and nothing is kept, so that a log of any size can be checked.
    ///
    /// Bundles may be missing at the beginning, where a leaf further on says that these entries were pruned; hashes stand for them.
    ///
    /// - Parameters:
    ///   - log: what is trusted.
    ///   - read: the bytes of the file with that path; nil when there is none.
    ///   - entry: called with each entry in order, before the root is known to hold.
    /// - Throws: ``AuditError`` as ``TrustedLog/checkpoint(decoding:)``, `.inconsistent` when a file is missing or another; and
    ///   whatever `read` throws.
    public static func verify(
        _ log: TrustedLog, entry: (UInt64, [UInt8]) throws -> Void = { _, _ in }, read: (String) throws -> [UInt8]?
    ) throws -> Verified {
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
        var (first, pruned, isAccountedFor) = (UInt64(0), [UInt8](), true)
        while builder.size < signed.checkpoint.size {
            let width = Int(min(UInt64(TilePath.width), signed.checkpoint.size - builder.size))
            let number = builder.size / UInt64(TilePath.width)
            guard let path = TilePath(level: nil, number: number, width: width),
                let hashes = TilePath(level: 0, number: number, width: width)
            else { break }
            guard let bundle = try read("\(path)") else {
                guard width == TilePath.width, first == builder.size else {
                    throw AuditError(.inconsistent, "the file \(path) is missing")
                }
                let tile = try file("\(hashes)")
                guard tile.count == width * MerkleTree.hashLength else {
                    throw AuditError(.inconsistent, "the file \(hashes) has not \(width) hashes")
                }
                for start in stride(from: 0, to: tile.count, by: MerkleTree.hashLength) {
                    try check(builder.append(prunedWith: Bytes(Array(tile[start..<start + MerkleTree.hashLength]))))
                }
                (first, pruned, isAccountedFor) = (builder.size, builder.root, false)
                continue
            }
            let entries = try EntryBundle.decode(bundle)
            guard entries.count == width else {
                throw AuditError(.inconsistent, "the file \(path) has \(entries.count) entries instead of \(width)")
            }
            for bytes in entries {
                try entry(builder.size, bytes)
                if !isAccountedFor { isAccountedFor = isPrune(bytes, below: first, pruned) }
                try check(builder.append(bytes))
            }
        }
        try check(builder.partials())
        guard builder.root == signed.checkpoint.root.array else {
            throw AuditError(.inconsistent, "the entries do not lead to the signed root")
        }
        guard isAccountedFor else {
            throw AuditError(.inconsistent, "the entries below \(first) are missing, and no leaf says that they were pruned")
        }
        return Verified(checkpoint: signed, first: first)
    }

    private static func isPrune(_ entry: [UInt8], below index: UInt64, _ root: [UInt8]) -> Bool {
        guard case .prune(let prune)? = (try? AuditLeaf(decoding: entry))?.control else { return false }
        return prune.minimumIndex == index && prune.root.array == root
    }
}
