import CustodyModel
package import CustodyProof

extension AuditSink {
    /// What an auditor keeps of an entry: the leaf, its path and the newest checkpoint in one text.
    ///
    /// Sign the log first when the entry is younger than the newest checkpoint.
    /// - Throws: `AuditError` `.noSuchEntry` when the log has no such entry or no checkpoint covers it yet.
    public func receipt(_ place: AuditPlace) async throws -> LogProof {
        guard let signed = try await status()[place.log]?.checkpoint else {
            throw AuditError(.noSuchEntry, "no checkpoint covers the entry yet; sign the log first", at: place)
        }
        return try await receipt(place, in: signed)
    }

    /// As ``receipt(_:)``, under a checkpoint of the log.
    package func receipt(_ place: AuditPlace, in signed: SignedCheckpoint) async throws -> LogProof {
        guard let index = place.index, index < signed.checkpoint.size,
            let entry = try await entries(AuditQuery(log: place.log, from: index, limit: 1)).first, entry.index == index
        else {
            throw AuditError(.noSuchEntry, "the signed log has no such entry; sign it first or look at the index", at: place)
        }
        let proof = try await inclusionProof(place.log, index: index, size: signed.checkpoint.size)
        return LogProof(extra: entry.leafBytes, index: index, path: proof.path, note: signed.note)
    }

    /// What leads whoever holds a checkpoint of an earlier size to the newest one.
    ///
    /// - Parameter old: the earlier size; 0 for who holds none.
    /// - Throws: `AuditError` `.noSuchEntry` when nothing was signed yet or the signed log is smaller.
    public func update(_ log: AuditLog, from old: UInt64) async throws -> CheckpointUpdate {
        guard let signed = try await status()[log]?.checkpoint else {
            throw AuditError(.noSuchEntry, "the log was not signed yet", at: AuditPlace(log))
        }
        guard old > 0 else { return CheckpointUpdate(old: 0, path: [], note: signed.note) }
        let proof = try await consistencyProof(log, from: old, to: signed.checkpoint.size)
        return CheckpointUpdate(old: old, path: proof.path, note: signed.note)
    }

    /// Writes a log out as other people's clients of transparency logs read it (C2SP tlog-tiles), as far as its newest checkpoint
    /// covers it. Entries pass by a page at a time, so that memory does not grow with the log.
    ///
    /// The leaves name nobody; what is sealed stays behind. Of pruned entries there are the hashes only. The checkpoint is written
    /// last.
    ///
    /// - Parameter write: writes a file with the path, from the published log's own address.
    /// - Returns: the checkpoint.
    /// - Throws: `AuditError`: `.noSuchEntry` when the log was not signed yet, `.rolledBack` when its entries do not lead to the
    ///   signed root; and whatever `write` throws.
    public func exportTiles(
        of log: AuditLog, write: (_ path: String, _ bytes: [UInt8]) async throws -> Void
    ) async throws -> SignedCheckpoint {
        guard let status = try await status()[log], let signed = status.checkpoint else {
            throw AuditError(.noSuchEntry, "the log was not signed yet", at: AuditPlace(log))
        }
        let size = signed.checkpoint.size
        var builder = TileBuilder()
        while builder.size < min(status.first, size) {
            let limit = Int(min(AuditPrune.unit, min(status.first, size) - builder.size))
            let hashes = try await leafHashes(log, from: builder.size, limit: limit)
            guard !hashes.isEmpty else {
                throw AuditError(
                    .rolledBack, "the hash of a pruned entry is missing; nothing is published",
                    at: AuditPlace(log, builder.size))
            }
            for hash in hashes {
                for file in try builder.append(prunedWith: hash) { try await write("\(file.path)", file.bytes) }
            }
        }
        while builder.size < size {
            let limit = Int(min(1000, size - builder.size))
            let entries = try await entries(AuditQuery(log: log, from: builder.size, limit: limit))
            guard let first = entries.first, first.index == builder.size else {
                throw AuditError(.rolledBack, "\(size) leaves were signed and \(builder.size) are there", at: AuditPlace(log))
            }
            for entry in entries {
                for file in try builder.append(entry.leafBytes.array) { try await write("\(file.path)", file.bytes) }
            }
        }
        for file in try builder.partials() { try await write("\(file.path)", file.bytes) }
        guard builder.root == signed.checkpoint.root.array else {
            throw AuditError(
                .rolledBack, "the entries do not lead to the signed root; nothing is published", at: AuditPlace(log))
        }
        try await write(PublishedLog.checkpointPath, signed.bytes.array)
        return signed
    }
}
