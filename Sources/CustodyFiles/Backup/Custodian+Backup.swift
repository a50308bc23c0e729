public import CustodyCore
import CustodyJournal
import CustodyKeys
public import CustodyModel

extension Custodian {
    /// Copies everything but the keys to a directory, as it is at one commit, while the store goes on working.
    ///
    /// What is personal in it is sealed, and the keys are elsewhere: ``backUpKeys(to:by:)``. That it was made is recorded first.
    /// - Parameters:
    ///   - directory: where to; it must be absent or empty, or carry `BACKUP`, the mark of a backup that was cut off, and lie in no store.
    ///     It is a backup once `backup.json` stands in it.
    ///   - principal: who does it; nil when the operator of the store does.
    /// - Throws: ``CustodyFilesError`` with `alreadyExists` or `io`; ``CustodianError`` with `denied`, `invalidInput` for a store that
    ///   is none of files.
    @discardableResult
    public func backUp(to directory: String, by principal: Principal?) async throws -> BackupManifest {
        let (coordinator, place) = try filePlace()
        try await recordBackup(of: "data", by: principal)
        let target = BackupDirectory(path: directory, files: place.files)
        let madeAt = now()
        let seed = backends.system.certificateSigning
        // The signed checkpoints first: they must not tell of more than the data that follow.
        let checkpoints = try await blocking {
            try CustodyFilesError.translating {
                try target.prepare()
                return try place.files.list(place.paths.audit).filter { $0.hasSuffix(".checkpoint") }.map {
                    try target.copy(JournalPath.join(place.paths.audit, $0), as: $0)
                }
            }
        }
        return try await coordinator.holdingCheckpoint { checkpoint, names in
            try CustodyFilesError.translating {
                var copied = checkpoints
                copied.append(try target.copy(place.paths.identity, as: StoreIdentity.fileName))
                for name in names { copied.append(try target.copy(JournalPath.join(place.paths.rows, name), as: name)) }
                var manifest = BackupManifest(
                    kind: .data, store: place.identity.store, controller: place.identity.controller,
                    commit: CommitSequence(rawValue: checkpoint.sequence), madeAt: madeAt, expiresAt: nil,
                    writerEpoch: place.writerEpoch, checkpoint: Bytes(checkpoint.payload),
                    files: copied.sorted { $0.path < $1.path })
                try manifest.sign(with: seed)
                try target.finish(manifest)
                return manifest
            }
        }
    }

    /// Copies the wrapped keys to a directory, to be kept apart from the data and thrown away when it expires: a person who is erased
    /// stands in it until then.
    ///
    /// It holds no key whose destruction is decided, and restores any backup of the data that was made before it.
    /// - Throws: as ``backUp(to:by:)``.
    @discardableResult
    public func backUpKeys(to directory: String, by principal: Principal?) async throws -> BackupManifest {
        let (coordinator, place) = try filePlace()
        try await recordBackup(of: "keys", by: principal)
        let target = BackupDirectory(path: directory, files: place.files)
        let madeAt = now()
        let seed = backends.system.certificateSigning
        let expiresAt = governance.keyBackups.end(from: madeAt)
        guard let keys = place.keys else { throw CommitError(.closed, "the store is not open") }
        return try await keys.exclusively {
            // Every key of a commit up to this one stands in its slot.
            let commit = coordinator.lastSequence
            // A checkpoint beside it takes files of rows away.
            let (ledger, hold) = try keys.heldLedger()
            defer { withExtendedLifetime(hold) {} }
            return try await blocking {
                try CustodyFilesError.translating {
                    try target.prepare()
                    let slots = try target.write(try Self.liveSlots(place, ledger, at: commit), as: "slots")
                    var manifest = BackupManifest(
                        kind: .keys, store: place.identity.store, controller: place.identity.controller, commit: commit,
                        madeAt: madeAt, expiresAt: expiresAt, writerEpoch: place.writerEpoch, checkpoint: [], files: [slots])
                    try manifest.sign(with: seed)
                    try target.finish(manifest)
                    return manifest
                }
            }
        }
    }

    private func filePlace() throws -> (FileCoordinator, StorePlace) {
        guard let coordinator = backends.coordinator as? FileCoordinator, let place = coordinator.place else {
            throw CustodianError(.invalidInput, "the store is none of files; back it up as its own system does")
        }
        return (coordinator, place)
    }

    /// The key file with every slot empty that holds no live key of the ledger, in which every key up to the commit stands.
    private static func liveSlots(_ place: StorePlace, _ ledger: KeyLedger, at commit: CommitSequence) throws -> [UInt8] {
        var bytes: [UInt8] = []
        let size = try place.slots.size()
        while UInt64(bytes.count) < size {
            let piece = try place.slots.read(at: UInt64(bytes.count), count: 8192 * KeySlot.size)
            guard !piece.isEmpty else { break }
            bytes += piece
        }
        let empty = [UInt8](repeating: 0, count: KeySlot.size)
        for start in stride(from: 0, to: bytes.count, by: KeySlot.size) {
            let end = min(start + KeySlot.size, bytes.count)
            if case .slot(.live(let key)) = KeySlot.decode(Array(bytes[start..<end])), let owner = Handle(key.handle) {
                let entry = try ledger.entry(of: KeyID(owner, KeyClass(rawValue: key.retentionClass)))
                if entry?.state == .live, entry?.slot == UInt64(start / KeySlot.size) { continue }
                // Left out it would be lost with the store: no backup is better than one that says that it has every key.
                guard entry != nil || key.sequence > commit.rawValue else {
                    throw CustodyFilesError(
                        .corrupt, "a key slot holds a key that its commit does not name; inspect the store",
                        path: place.paths.slots, offset: UInt64(start))
                }
            }
            bytes.replaceSubrange(start..<end, with: empty.prefix(end - start))
        }
        return bytes
    }
}
